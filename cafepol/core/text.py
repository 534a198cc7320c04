"""Normal forms: one way to write a line, a paragraph, a mail address, a phone number, a code."""

import re
import secrets
import unicodedata

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from cafepol.core.errors import Refused

CODE_ALPHABET = "6789BCDFGHJKLMNPQRTW"
CODE_LENGTH = 6

_BELGIUM = 32
_NUMBER_LENGTH = 8  # no page and no row has a longer number

# invisible or direction-changing characters, kept out of every stored text (tab and newline are handled apart)
_FORBIDDEN_CATEGORIES = {"Cc", "Cf", "Co", "Cs"}
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"})
_NATIONAL_NUMBER = re.compile(r"(?<!\d)(\d{2})[ .]?(\d{2})[ .]?(\d{2})[ .-]?(\d{3})[ .-]?(\d{2})(?!\d)")
_NATIONAL_MODULUS = 97
_IBAN = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2})(\d{2})((?:[ .-]?[A-Za-z0-9]){11,30})(?![A-Za-z0-9])")
_IBAN_LENGTHS = {
    "BE": 16, "NL": 18, "LU": 20, "AT": 20, "CH": 21, "DE": 22, "GB": 22, "BG": 22, "ES": 24, "RO": 24, "PT": 25,
    "TR": 26, "FR": 27, "IT": 27, "MA": 28, "PL": 28,
}  # fmt: skip
# since 2010 « 1-ABC-234 », however it is spaced; the older « ABC-123 » and « 123-ABC » with their hyphen alone
_PLATE = re.compile(
    r"(?<![\w-])(?:[1-9][ .-]?[A-Z]{3}[ .-]?\d{3}|[1-9][.-]?[a-z]{3}[.-]?\d{3}|[A-Z]{3}-\d{3}|\d{3}-[A-Z]{3})(?![\w-])",
    re.ASCII,
)


def clean_line(value: str | None) -> str:
    """One line: NFC, no control or invisible characters, single spaces, trimmed. None gives an empty string."""
    return " ".join(_visible(value or "", keep="").split())


def clean_text(value: str | None) -> str:
    """Several lines: as clean_line, but line breaks stay (at most one empty line between two paragraphs)."""
    lines = [" ".join(line.split()) for line in _visible(value or "", keep="\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _visible(value: str, *, keep: str) -> str:
    normal = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c if c in keep or not _is_forbidden(c) else (" " if c in "\n\t" else "") for c in normal)


def _is_forbidden(character: str) -> bool:
    number = ord(character)
    # noncharacters, which XML does not take; not all of Cn: a newer Unicode may give the others a meaning
    is_none = number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF  # noqa: PLR2004 -- Unicode, section 23.7
    return is_none or unicodedata.category(character) in _FORBIDDEN_CATEGORIES


def normal_mail(value: str, *, field: str = "mail") -> str:
    """A mail address as it is stored: local part kept, domain lower-cased and in IDNA form.

    Raises Refused (at `field`) when it is not an address. Whether the domain exists is not asked.
    """
    try:
        found = validate_email(value.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise Refused(
            "Complétez l’adresse e-mail, ou laissez la case vide. Exemple : prenom@exemple.be", field=field
        ) from error
    return found.ascii_email or found.normalized


def mail_key(value: str) -> str:
    """What two spellings of one address have in common (compared case-insensitively)."""
    return value.casefold()


def normal_phone(value: str, *, field: str = "phone") -> str:
    """A phone number in E.164 (+32…), from any Belgian or international way of writing it. Raises Refused."""
    try:
        number = phonenumbers.parse(value.replace("/", " "), "BE")
    except phonenumbers.NumberParseException as error:
        raise Refused("Ce numéro ne se lit pas. Exemple : 0470 12 34 56", field=field) from error
    is_ours = number.country_code == _BELGIUM  # whose numbers tell a mobile from a landline: nine digits, or eight
    if not (phonenumbers.is_valid_number(number) if is_ours else phonenumbers.is_possible_number(number)):
        raise Refused("Il manque des chiffres, ou il y en a trop. Exemple : 0470 12 34 56", field=field)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def without_accents(value: str) -> str:
    """A text as it is typed in haste: « é » is « e », « œ » is « oe »; letters of every script stay."""
    marked = unicodedata.normalize("NFKD", value.translate(_LIGATURES))
    return "".join(character for character in marked if not unicodedata.combining(character))


def slug(value: str) -> str:
    """A name as it stands in a URL: ASCII, lower case, hyphens."""
    ascii_only = unicodedata.normalize("NFKD", value.replace("’", " ")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")


def page_number(asked: str, *, least: int = 1) -> int:
    """The number that an address asks for (a page, an id); `least` for what is no such number."""
    return max(int(asked), least) if asked.isascii() and asked.isdigit() and len(asked) <= _NUMBER_LENGTH else least


def public_code() -> str:
    """A random code of 6 letters and digits that cannot be misread aloud or spell a word (20^6 = 64 million)."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def round_code() -> str:
    """A random code of 5 such signs, for the flyers of one distribution round: no public code is that short."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH - 1))


def spoken_reference() -> str:
    """A random reference to quote on the phone, such as K7M-9RT."""
    code = public_code()
    return f"{code[:3]}-{code[3:]}"


def has_national_number(value: str) -> bool:
    """Whether a text holds a Belgian national number (11 digits whose last two are 97 minus the rest modulo 97).

    Source: law of 8 August 1983 (Registre national); people born from 2000 on count with a 2 before the nine digits.
    """
    for match in _NATIONAL_NUMBER.finditer(value):
        body, check = "".join(match.groups()[:4]), int(match.group(5))
        if check in {_NATIONAL_MODULUS - int(prefix + body) % _NATIONAL_MODULUS for prefix in ("", "2")}:
            return True
    return False


def has_iban(value: str) -> bool:
    """Whether a text holds an account number: ISO 13616, whose check digits leave 1 modulo 97 (ISO 7064)."""
    return any(_is_iban(*match.groups()) for match in _IBAN.finditer(value))


def _is_iban(country: str, check: str, rest: str) -> bool:
    """Whether what looks like one is one; the words that follow it may look like its end."""
    size = _IBAN_LENGTHS.get(country.upper(), 0) - len(country + check)
    account = re.sub(r"[ .-]", "", rest)
    if not 0 < size <= len(account):
        return False
    digits = "".join(str(int(character, 36)) for character in account[:size] + country + check)
    return int(digits) % _NATIONAL_MODULUS == 1


def has_plate(value: str) -> bool:
    """Whether a text holds a Belgian number plate. Source: royal decree of 20 July 2001, and its forms before 2010."""
    return _PLATE.search(value) is not None


def private_number(value: str) -> str:
    """What kind of number a text holds that may not be written in it, with its article; empty when there is none."""
    if has_national_number(value):
        return "un numéro national"
    if has_iban(value):
        return "un numéro de compte"
    return "une plaque d’immatriculation" if has_plate(value) else ""
