"""The directory given away as a table, which import reads again without a difference."""

from collections.abc import Iterable, Iterator

from cafepol.core.filters import phone
from cafepol.core.tables import write_table
from cafepol.partners.listing import COLUMNS, written
from cafepol.partners.models import Partner
from cafepol.partners.queries import person_of, spoken_words
from cafepol.zone.queries import communes, partner_kinds


def directory_file(partners: Iterable[Partner]) -> bytes:
    """These partners as CSV, a line for each active contact; kind, communes and contacts are loaded."""
    return write_table([column.heading for column in COLUMNS], _rows(partners))


def model_file() -> bytes:
    """A table with its headings and one line to follow, in the words of this zone."""
    commune = next((each.name for each in communes()), "")
    kind = next((each.label for each in partner_kinds()), "")
    language = next(iter(spoken_words().language_names), "")
    example = ["Le Logis", kind, commune, "Mme Exemple", "Concierge", "accueil@logis.example", "065 00 00 00", language]
    return write_table([column.heading for column in COLUMNS], [example])


def _rows(partners: Iterable[Partner]) -> Iterator[list[str]]:
    for partner in partners:
        places = [commune.name for commune in partner.communes]
        head = partner.name, partner.kind.label, places
        for contact in partner.active_contacts:
            yield written(*head, person_of(contact), phone(contact.phone or ""))
        if not partner.active_contacts:
            yield written(*head, None, "")
