"""Whether who is ticked is who raised it: surely, perhaps, or not."""

from datetime import date, timedelta

import pytest

from cafepol.concerns.recognising import Known, Sign, could_be_told, likeness, surname

RAISER = Known("Mme Zoé Lévêque", "zoe@exemple.be", "+3265009933")


def verdict(ticked, *, raiser=RAISER, is_own=None):
    found = likeness(raiser, ticked, is_own=is_own)
    return (found.signs, found.is_sure) if found else None


def test_the_own_registration_at_that_meeting_decides_alone():
    assert verdict(Known(), is_own=True) == ((Sign.REGISTRATION,), True)
    assert verdict(RAISER, is_own=False) is None


@pytest.mark.parametrize(
    ("ticked", "signs", "is_sure"),
    [
        (Known("", "Zoe@exemple.be"), (Sign.MAIL,), True),
        (Known("Zoé Leveque", "", "+3265009933"), (Sign.PHONE, Sign.SURNAME), True),
        (Known("Jean Petit", "", "+3265009933"), (Sign.PHONE,), False),  # a household
        (Known("", "", "+3265009933"), (Sign.PHONE,), False),
        (Known("M. LÉVÊQUE", "", "+3265000000"), (Sign.SURNAME,), False),  # a family, a street
        (Known("Zoé Lévêque", "jean@exemple.be", "+3265009933"), (Sign.PHONE, Sign.SURNAME), False),  # two addresses
    ],
)
def test_a_mail_or_a_number_with_a_surname_is_sure_and_less_is_to_confirm(ticked, signs, is_sure):
    assert verdict(ticked) == (signs, is_sure)


@pytest.mark.parametrize(
    ("raiser", "ticked"),
    [
        (RAISER, Known("Jean Petit", "jean@exemple.be", "+3265000000")),
        (Known(), Known()),
        (Known("Mme"), Known("M.")),
    ],
)
def test_who_has_nothing_in_common_is_somebody_else(raiser, ticked):
    assert verdict(ticked, raiser=raiser) is None


@pytest.mark.parametrize(
    ("name", "compared"),
    [
        ("Mme Zoé Lévêque", "leveque"),
        ("M. Van den Broeck", "broeck"),
        ("Petit-Jean", "petit-jean"),
        ("Mme", ""),
        ("", ""),
    ],
)
def test_a_surname_is_the_last_word_without_accents(name, compared):
    assert surname(name) == compared


@pytest.mark.parametrize(
    ("days", "today", "can"), [(-1, 5, False), (0, 5, False), (0, 0, True), (1, 5, True), (6, 5, False)]
)
def test_an_answer_is_told_after_the_day_it_was_asked_for_or_at_once(days, today, can):
    since = date(2027, 1, 6)
    day, now = since + timedelta(days=days), since + timedelta(days=today)
    assert could_be_told(day, since=since, today=now) is can
