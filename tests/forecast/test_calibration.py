"""How good the forecasts were, in words that do not say more than so few meetings can."""

import pytest

from cafepol.forecast.calibration import Calibration


def test_before_the_first_meeting_nothing_is_judged():
    nothing = Calibration(inside=0, above=0, below=0)
    assert (nothing.headline, nothing.judgement) == ("Aucune rencontre clôturée n’a encore de prévision.", "")


def test_few_meetings_are_counted_and_not_judged():
    few = Calibration(inside=2, above=1, below=0)
    assert few.headline == "2 fois sur 3, le nombre de personnes est tombé dans la bande."
    assert few.judgement.startswith("C’est trop peu pour juger")


@pytest.mark.parametrize(
    ("inside", "total", "words"),
    [
        (4, 10, "prévoyez plus large"),
        (5, 10, "C’est ce qui est promis"),
        (10, 10, "C’est ce qui est promis"),
        (31, 48, "prévoyez plus large"),
        (40, 48, "C’est ce qui est promis"),
        (47, 48, "les bandes sont trop larges"),
    ],
)
def test_what_chance_alone_would_rarely_do_is_said(inside, total, words):
    found = Calibration(inside=inside, above=total - inside, below=0)
    assert f"{inside} fois sur {total} (" in found.headline
    assert words in found.judgement
