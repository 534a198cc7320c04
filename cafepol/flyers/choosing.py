"""What may be asked of a paper: how it comes out, its verso, its ink, its language, the round that it is for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from cafepol.flyers.pieces import Piece, Use

# how a choice stands in an address
USE, VERSO, INK, LANGUAGE, ROUND = "pour", "verso", "encre", "langue", "tournee"
BLACK, YES = "noire", "oui"


@dataclass(frozen=True)
class Choice:
    """What is asked; an empty `language` is the meeting's own, an empty `round_code` no round's."""

    use: Use | None = None
    has_verso: bool = False
    is_black: bool = False
    language: str = ""
    round_code: str = ""

    def of(self, piece: Piece, use: Use | None = None) -> "Choice":
        """What this paper offers of it: the way that is asked for (`use`, else the chosen one), else its usual way."""
        wanted = use or self.use
        return Choice(
            use=wanted if wanted in piece.uses else piece.uses[0],
            has_verso=self.has_verso and piece.has_verso,
            is_black=self.is_black and piece.in_colour,
            language=self.language if piece.in_languages else "",
            round_code=self.round_code if piece.per_round else "",
        )

    def seen(self, piece: Piece) -> "Choice":
        """What its picture shows: the paper as it is after cutting."""
        shown = self.of(piece)
        return replace(shown, use=Use.PAGE) if Use.PAGE in piece.uses else shown

    @property
    def query(self) -> dict[str, str]:
        """The choice as it stands in an address; what nobody chose is left out."""
        said = {
            USE: self.use or "",
            VERSO: YES * self.has_verso,
            INK: BLACK * self.is_black,
            LANGUAGE: self.language,
            ROUND: self.round_code,
        }
        return {name: str(value) for name, value in said.items() if value}


def read_choice(said: Mapping[str, str], *, languages: Collection[str], rounds: Collection[str]) -> Choice:
    """The choice that an address makes; what it cannot choose among `languages` and `rounds` is as if not said."""
    use, language, code = (said.get(name, "") for name in (USE, LANGUAGE, ROUND))
    return Choice(
        use=Use(use) if use in set(Use) else None,
        has_verso=said.get(VERSO) == YES,
        is_black=said.get(INK) == BLACK,
        language=language if language in languages else "",
        round_code=code if code in rounds else "",
    )
