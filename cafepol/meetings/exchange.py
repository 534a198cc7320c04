"""What the programming interface gives away: its records, and their JSON Schema drawn from these very classes.

Public facts only: nobody's name but those of the police, and no count of people.
"""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

CODE = "[6789BCDFGHJKLMNPQRTW]{6}"


@dataclass(frozen=True)
class PublicCommune:
    """Une commune de la zone."""

    slug: Annotated[str, "son nom dans les adresses : « colfontaine »"]
    name: Annotated[str, "son nom"]
    postal_code: Annotated[str, "son code postal"]
    page: Annotated[str, "l’adresse de sa page"]
    calendar: Annotated[str, "l’adresse de son calendrier (iCalendar)"]


@dataclass(frozen=True)
class PublicPlace:
    """Le lieu d’une rencontre."""

    name: Annotated[str, "le nom du lieu"]
    street: Annotated[str, "la rue et le numéro"]
    postal_code: Annotated[str, "le code postal"]
    locality: Annotated[str, "la localité"]
    accessible: Annotated[bool, "le lieu est accessible en chaise roulante"]
    access_note: Annotated[str, "comment y entrer ; peut être vide"]


@dataclass(frozen=True)
class PublicMeeting:
    """Une rencontre qui a été publiée."""

    code: Annotated[str, "le code imprimé sur les flyers"]
    uid: Annotated[str, "l’identifiant dans les calendriers ; il ne change jamais"]
    status: Annotated[Literal["confirmed", "cancelled"], "« cancelled » : la rencontre n’a pas lieu"]
    cancel_reason: Annotated[str | None, "pourquoi elle n’a pas lieu"]
    title: Annotated[str, "le titre"]
    text: Annotated[str, "quelques mots de plus ; peut être vide"]
    language: Annotated[str, "la langue"]
    commune: Annotated[str, "la commune, comme dans /communes (slug)"]
    commune_name: Annotated[str, "le nom de la commune"]
    quarter: Annotated[str | None, "le quartier"]
    place: Annotated[PublicPlace, "le lieu"]
    starts: Annotated[datetime, "le début, à l’heure locale avec son décalage"]
    ends: Annotated[datetime, "la fin"]
    hosts: Annotated[list[str], "qui reçoit"]
    topics: Annotated[list[str], "les sujets de prévention présentés"]
    phone: Annotated[str, "le numéro à appeler (E.164)"]
    page: Annotated[str, "l’adresse de la page, où l’on répond"]
    calendar: Annotated[str, "l’adresse du fichier de calendrier"]
    updated: Annotated[datetime, "la dernière modification"]


@dataclass(frozen=True)
class MeetingPage:
    """Une page de rencontres."""

    meetings: Annotated[list[PublicMeeting], "les rencontres de cette page"]
    page: Annotated[int, "le numéro de cette page"]
    per_page: Annotated[int, "combien de rencontres par page"]
    total: Annotated[int, "combien de rencontres en tout"]
    next: Annotated[str | None, "l’adresse de la page suivante"]


@dataclass(frozen=True)
class CommuneList:
    """Les communes de la zone, dans son ordre."""

    communes: Annotated[list[PublicCommune], "les communes"]


@dataclass(frozen=True)
class Problem:
    """Ce qui ne va pas (RFC 9457)."""

    type: Annotated[str, "« about:blank »"]
    title: Annotated[str, "le nom du statut HTTP"]
    status: Annotated[int, "le statut HTTP"]
    detail: Annotated[str, "une phrase en français"]
    instance: Annotated[str, "l’adresse demandée"]


RECORDS = (PublicCommune, PublicPlace, PublicMeeting, MeetingPage, CommuneList, Problem)
_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    NoneType: {"type": "null"},
}


def schemas() -> dict[str, Any]:
    """The JSON Schema of every record, by name."""
    return {record.__name__: _record_schema(record) for record in RECORDS}


def reference(record: type) -> dict[str, str]:
    """A reference to a record's schema inside the OpenAPI description."""
    return {"$ref": f"#/components/schemas/{record.__name__}"}


def _record_schema(record: type) -> dict[str, Any]:
    hints = get_type_hints(record, include_extras=True)
    names = [each.name for each in fields(record)]
    return {
        "type": "object",
        "description": record.__doc__,
        "properties": {name: _schema(hints[name]) for name in names},
        "required": names,
        "additionalProperties": False,
    }


def _schema(hint: Any) -> dict[str, Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return {**_schema(arguments[0]), "description": arguments[1]}
    if origin is Literal:
        return {"type": "string", "enum": list(arguments)}
    if origin is list:
        return {"type": "array", "items": _schema(arguments[0])}
    if origin is UnionType:
        return {"anyOf": [_schema(each) for each in arguments]}
    return dict(_PLAIN[hint]) if hint in _PLAIN else dict(reference(hint))


def as_json(value: Any) -> Any:
    """A record as JSON takes it: instants in ISO 8601, with their offset."""
    if is_dataclass(value):
        return {each.name: as_json(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else value
