"""Mails to a partner about a question: that there is one and by when, not what it says. What is said on the phone."""

from collections.abc import Mapping
from typing import Literal

from cafepol.core.filters import day_long, phone
from cafepol.core.languages import gettext, speaking
from cafepol.core.marking import marked
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.mails import compose
from cafepol.partners.models import PartnerContact
from cafepol.relays.question import Question
from cafepol.zone.queries import the_zone

Occasion = Literal["asked", "reminder"]
LINK_LATER = "(ici, l’adresse de la page pour répondre)"
_TITLES: Mapping[Occasion, str] = {
    "asked": marked("Une question de la police locale : %(commune)s"),
    "reminder": marked("Rappel, une question de la police locale : %(commune)s"),
}
_ENDED = marked("Cette question n’est plus posée : %(commune)s")
_PURPOSES: Mapping[Occasion, str] = {
    "asked": "Poser une question à un partenaire, puis noter sa réponse sur la page de la doléance",
    "reminder": "Rappeler une question à un partenaire, puis noter sa réponse sur la page de la doléance",
}


def recipient(contact: PartnerContact) -> Recipient:
    """The contact and how to reach them."""
    return Recipient(name=contact.name, mail=contact.mail, phone=contact.phone)


def question(asked: Question, link: str, *, occasion: Occasion = "asked") -> Draft:
    """That a question waits, in the contact's language; what an officer says on the phone is in French."""
    with speaking(asked.contact.language):
        return compose(
            "relay_question",
            subject=_subject(_TITLES[occasion], asked),
            spoken=_script(asked, f"{_PURPOSES[occasion]} ({asked.number}).", _words(asked)),
            asked=asked,
            occasion=occasion,
            link=link,
            zone=the_zone(),
        )


def ended(asked: Question) -> Draft:
    """That the question is not asked any more, in the contact's language."""
    with speaking(asked.contact.language):
        return compose(
            "relay_ended",
            subject=_subject(_ENDED, asked),
            spoken=_script(asked, f"Dire au partenaire qu’il ne doit plus répondre ({asked.number}).", ""),
            asked=asked,
            zone=the_zone(),
        )


def _subject(title: str, asked: Question) -> str:
    return f"{gettext(title) % {'commune': asked.commune}} ({asked.number})"


def _words(asked: Question) -> str:
    place = f" ({asked.place})" if asked.place else ""
    with speaking("fr"):
        return f"La question{place} : {asked.text}\nRéponse attendue pour le {day_long(asked.answer_by)}."


def _script(asked: Question, purpose: str, words: str) -> str:
    """What an officer needs who calls somebody without a mail address."""
    contact = asked.contact
    who = " – ".join(part for part in (contact.name, contact.function, contact.partner.name) if part)
    number = f"Numéro à donner pour une question : {phone(asked.phone)}."
    return "\n".join(part for part in (purpose, f"Personne à appeler : {who}.", words, number) if part)
