"""How good the forecasts were: how often the number of people fell within the range that was said."""

from dataclasses import dataclass

from cafepol.forecast.maths import beta_binomial
from cafepol.forecast.words import rounded

PROMISED = 0.8  # the range is where the number falls about 8 times in 10
ENOUGH = 10  # closed meetings: below, nothing is judged
_RARE = 0.025  # by chance alone


@dataclass(frozen=True)
class Calibration:
    """How many numbers of people fell within their range, above it and below it."""

    inside: int
    above: int
    below: int

    @property
    def total(self) -> int:
        """How many forecasts there were."""
        return self.inside + self.above + self.below

    @property
    def headline(self) -> str:
        """How often, in a sentence."""
        if not self.total:
            return "Aucune rencontre clôturée n’a encore de prévision."
        share = f" ({rounded(100 * self.inside / self.total)} %)" if self.total >= ENOUGH else ""
        return f"{self.inside} fois sur {self.total}{share}, le nombre de personnes est tombé dans la bande."

    @property
    def judgement(self) -> str:
        """What that says, as far as so few meetings can say anything; empty before the first."""
        if not self.total:
            return ""
        if self.total < ENOUGH:
            return f"C’est trop peu pour juger : attendez d’avoir clôturé {ENOUGH} rencontres ou plus."
        chances = beta_binomial(self.total, mean=PROMISED, correlation=0)
        if sum(chances[: self.inside + 1]) < _RARE:
            return "C’est moins que les 8 fois sur 10 promises : prévoyez plus large."
        if sum(chances[self.inside :]) < _RARE:
            return "C’est plus que les 8 fois sur 10 promises : les bandes sont trop larges."
        return "C’est ce qui est promis : environ 8 fois sur 10, au hasard près."
