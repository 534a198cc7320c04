"""The letter that brings feedback to somebody without e-mail."""

from collections.abc import Sequence
from datetime import date

from cafepol.casework.letter_queries import Letter
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.signing import given_name, greeting, signatory
from cafepol.core.errors import Refused
from cafepol.core.filters import day_long, phone
from cafepol.printing.letters import LetterContent, letter, letters
from cafepol.zone.models import Zone

MOST = 100  # letters in one file
_ANSWER = "notre réponse à", "Voici notre réponse."
_NEWS = "des nouvelles de", "Voici où nous en sommes."


def check_letter(concern: Concern, raiser: Raiser, text: str, *, is_answer: bool, given_on: date, zone: Zone) -> None:
    """Raises Refused at the text for a letter that could never be printed: what was told cannot be changed later."""
    try:
        feedback_letter(concern, raiser, text, is_answer=is_answer, given_on=given_on, zone=zone)
    except Refused as refusal:
        raise Refused(refusal.message, field="text") from refusal


def feedback_letter(
    concern: Concern, raiser: Raiser, text: str, *, is_answer: bool, given_on: date, zone: Zone
) -> bytes:
    """The letter as a PDF, its address placed for a window envelope. Raises Refused when a line does not fit."""
    return letter(_content(concern, raiser, text, is_answer=is_answer, given_on=given_on, zone=zone))


def feedback_letters(chosen: Sequence[Letter], zone: Zone) -> bytes:
    """Several letters as one PDF, each on its own pages. Raises Refused, naming the letter that does not print."""
    if len(chosen) > MOST:
        raise Refused(f"Choisissez au plus {MOST} lettres à la fois.")
    contents = [
        _content(
            each.concern,
            each.raiser,
            each.feedback.text,
            is_answer=each.feedback.is_answer,
            given_on=each.feedback.given_on,
            zone=zone,
        )
        for each in chosen
    ]
    for each, content in zip(chosen, contents, strict=True):
        _check_prints(each, content)
    return letters(contents, title="Lettres de retour")


def _check_prints(chosen: Letter, content: LetterContent) -> None:
    try:
        letter(content)
    except Refused as refusal:
        raise Refused(f"La lettre {chosen.named} ne s’imprime pas : {refusal.message}") from refusal


def _content(
    concern: Concern, raiser: Raiser, text: str, *, is_answer: bool, given_on: date, zone: Zone
) -> LetterContent:
    commissariat, who = concern.commune.commissariat, signatory(concern)
    number = who.phone or commissariat.phone
    what, here = _ANSWER if is_answer else _NEWS
    return LetterContent(
        sender=(zone.name, commissariat.name, commissariat.address, phone(commissariat.phone)),
        recipient=tuple(part for part in (given_name(raiser), *(raiser.address or "").splitlines()) if part),
        place_and_date=f"{concern.commune.name}, le {day_long(given_on)}",
        subject=f"{what} ce que vous nous avez dit",
        reference=concern.number,
        paragraphs=(
            greeting(raiser),
            f"Vous nous avez parlé le {day_long(raiser.heard_on)}. {here}",
            *(part for part in text.split("\n") if part),
            f"Une question ? Appelez le {phone(number)}. Donnez le numéro {concern.number}.",
        ),
        signature=(who.name, commissariat.name) if who.is_officer else (who.name,),
    )
