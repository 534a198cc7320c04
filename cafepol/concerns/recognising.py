"""Whether somebody who is ticked at a meeting is who raised a concern: surely, perhaps, or not."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cafepol.core.text import mail_key, without_accents

_CIVILITIES = frozenset({"m", "m.", "mr", "mr.", "mme", "mlle", "monsieur", "madame", "mademoiselle", "dhr.", "mevr."})


class Sign(StrEnum):
    """What two people have in common."""

    REGISTRATION = "registration"
    MAIL = "mail"
    PHONE = "phone"
    SURNAME = "surname"


@dataclass(frozen=True)
class Known:
    """How somebody is known; empty where they are not."""

    name: str = ""
    mail: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Likeness:
    """What they have in common, and whether that is enough to say without anybody's word that they are one."""

    signs: tuple[Sign, ...]
    is_sure: bool


def surname(name: str) -> str:
    """The last word of a name as it is compared, « Mme Zoé Lévêque » → « leveque »; none for a civility alone."""
    words = [word for word in without_accents(name.casefold()).split() if word not in _CIVILITIES]
    return words[-1] if words else ""


def likeness(raiser: Known, ticked: Known, *, is_own: bool | None) -> Likeness | None:
    """How much who raised it and who is ticked are alike; None: not at all.

    `is_own`: whether it is the raiser's own registration for that meeting; None: they have none there. Sure are their
    own, the same mail address, or the same number with the same surname and no other address. A number may be a
    household's, a surname is a street's: either alone is for somebody to confirm.
    """
    if is_own is not None:
        return Likeness((Sign.REGISTRATION,), is_sure=True) if is_own else None
    both_mails = bool(raiser.mail and ticked.mail)
    same_mail = both_mails and mail_key(raiser.mail) == mail_key(ticked.mail)
    same_phone = bool(raiser.phone) and raiser.phone == ticked.phone
    same_surname = bool(surname(raiser.name)) and surname(raiser.name) == surname(ticked.name)
    found = ((Sign.MAIL, same_mail), (Sign.PHONE, same_phone), (Sign.SURNAME, same_surname))
    signs = tuple(sign for sign, is_same in found if is_same)
    is_sure = same_mail or (same_phone and same_surname and not both_mails)
    return Likeness(signs, is_sure) if signs else None


def could_be_told(day: date, *, since: date, today: date) -> bool:
    """Whether an answer owed since a day can have been given at a meeting of `day`: later, or at once on that day."""
    return since < day <= today or day == today
