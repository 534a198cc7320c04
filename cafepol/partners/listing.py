"""The directory as a table: its columns, what a row says, and how it is written down."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cafepol.core.errors import Refused
from cafepol.core.tables import Column, LineError, Row
from cafepol.core.text import clean_line, mail_key, normal_mail, normal_phone, slug

LANGUAGES = {"fr": "français", "nl": "néerlandais", "de": "allemand", "en": "anglais"}
MAX_ROWS = 5_000
COLUMNS = (
    Column("Organisation", maximum=120),
    Column("Sorte", maximum=80),
    Column("Communes"),
    Column("Contact", required=False, maximum=80),
    Column("Fonction", required=False, maximum=80),
    Column("E-mail", required=False, maximum=254),
    Column("Téléphone", required=False, maximum=40),
    Column("Langue", required=False, maximum=20),
)
COMMUNES_APART = ", "  # between the communes of a cell; « / », « ; » and « | » are read too


@dataclass(frozen=True)
class Person:
    """What is known of somebody at a partner, in normal forms; None or empty: not known."""

    name: str
    function: str
    mail: str | None
    phone: str | None
    language: str

    def is_as(self, other: "Person") -> bool:
        """Whether both say the same; the capitals of a mail address do not matter."""
        return replace(self, mail=_key(self.mail)) == replace(other, mail=_key(other.mail))


@dataclass(frozen=True)
class Said:
    """What a row says of somebody. None: the table has no such column; empty: it has, and says nothing."""

    name: str
    function: str | None
    mail: str | None
    phone: str | None
    language: str | None

    def of(self, known: Person | None, language: str) -> Person:
        """The person after this row; what it does not speak of stays as known, or is empty. Raises Refused."""
        before = known or Person(self.name, "", None, None, language)
        person = Person(
            name=self.name,
            function=before.function if self.function is None else self.function,
            mail=before.mail if self.mail is None else self.mail or None,
            phone=before.phone if self.phone is None else self.phone or None,
            language=self.language or before.language,
        )
        if person.mail is None and person.phone is None:
            raise Refused(f"{self.name} : donnez une adresse e-mail ou un numéro de téléphone.")
        return person


@dataclass(frozen=True)
class Line:
    """One row: an organisation, and perhaps somebody there. `communes` and `kind` are ids."""

    number: int
    organisation: str
    kind: int
    communes: frozenset[int]
    said: Said | None


@dataclass(frozen=True)
class Words:
    """What names stand for in this zone: ids by name in its normal form (slug), and names by id."""

    kinds: Mapping[str, int]
    communes: Mapping[str, int]
    kind_names: Mapping[int, str]
    commune_names: Mapping[int, str]
    languages: Sequence[str]

    @classmethod
    def of(
        cls, kinds: Iterable[tuple[int, str, str]], communes: Iterable[tuple[int, str]], languages: Sequence[str]
    ) -> "Words":
        """Of (id, name, short name) of kinds, (id, name) of communes; the zone's languages, the usual one first."""
        every = list(kinds)
        kind_names, commune_names = {number: name for number, name, _ in every}, dict(communes)
        return cls(
            {short: number for number, _, short in every} | {slug(name): number for number, name, _ in every},
            {slug(name): number for number, name in commune_names.items()},
            kind_names, commune_names, languages,
        )  # fmt: skip

    @property
    def language_names(self) -> list[str]:
        """« français », « néerlandais »: the zone's languages."""
        return [LANGUAGES.get(code, code) for code in self.languages]

    def names_of(self, communes: Collection[int]) -> str:
        """« Colfontaine, Frameries », in the zone's order."""
        return COMMUNES_APART.join(name for number, name in self.commune_names.items() if number in communes)


def _key(mail: str | None) -> str | None:
    return mail_key(mail) if mail else None


def read_lines(rows: Iterable[Row], words: Words) -> tuple[list[Line], list[LineError]]:
    """The rows of a table, and what is wrong in those that cannot be taken, by line."""
    found: list[Line] = []
    errors: list[LineError] = []
    for row in rows:
        try:
            found.append(_line(row, words))
        except Refused as refusal:
            errors.append(LineError(row.line, refusal.message))
    return found, errors


def _line(row: Row, words: Words) -> Line:
    kind = words.kinds.get(slug(row["sorte"]))
    if kind is None:
        known = ", ".join(words.kind_names.values())
        raise Refused(f"La sorte « {row['sorte']} » n’existe pas. Choisissez : {known}.")
    return Line(row.line, row["organisation"], kind, _communes(row["communes"], words), _said(row, words))


def _communes(cell: str, words: Words) -> frozenset[int]:
    for sign in "/;|":
        cell = cell.replace(sign, ",")
    names = [clean_line(name) for name in cell.split(",") if clean_line(name)]
    unknown = [name for name in names if slug(name) not in words.communes]
    if unknown:
        raise Refused(f"La commune « {unknown[0]} » n’est pas de cette zone.")
    if not names:
        raise Refused("Il manque : Communes.")
    return frozenset(words.communes[slug(name)] for name in names)


def _said(row: Row, words: Words) -> Said | None:
    if not row["contact"]:
        if row["e-mail"] or row["telephone"] or row["fonction"]:
            raise Refused("Contact : écrivez le nom de la personne.")
        return None
    cells = {key: row.cells.get(key) for key in ("fonction", "e-mail", "telephone", "langue")}
    return Said(
        name=row["contact"],
        function=cells["fonction"],
        mail=normal_mail(cells["e-mail"]) if cells["e-mail"] else cells["e-mail"],
        phone=normal_phone(cells["telephone"]) if cells["telephone"] else cells["telephone"],
        language=_language(cells["langue"], words) if cells["langue"] else cells["langue"],
    )


def _language(cell: str, words: Words) -> str:
    for code in words.languages:
        if slug(cell) in {code, slug(LANGUAGES.get(code, code))}:
            return code
    known = ", ".join(words.language_names)
    raise Refused(f"La langue « {cell} » n’est pas de cette zone. Choisissez : {known}.")


def written(organisation: str, kind: str, communes: Iterable[str], person: Person | None, phone: str) -> list[str]:
    """A row as a table is given away; `phone`: the person's number as people write it, if it reads back the same."""
    shown = [organisation, kind, COMMUNES_APART.join(communes)]
    if person is None:
        return [*shown, "", "", "", "", ""]
    number = phone if person.phone and normal_phone(phone) == person.phone else person.phone or ""
    language = LANGUAGES.get(person.language, person.language)
    return [*shown, person.name, person.function, person.mail or "", number, language]
