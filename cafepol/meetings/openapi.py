"""The description of the programming interface (OpenAPI 3.1), built from what it gives and what it may be asked."""

from typing import Any

from cafepol.meetings.asking import PARAMETERS, Parameter
from cafepol.meetings.exchange import CODE, CommuneList, MeetingPage, Problem, PublicMeeting, reference, schemas

VERSION = "1.0.0"
_KNOWN = {"name": "If-None-Match", "in": "header", "description": "l’ETag déjà reçu", "schema": {"type": "string"}}


def description(*, title: str, server: str, contact: str) -> dict[str, Any]:
    """The whole description; `server` is the full address under which the paths lie."""
    code = {
        "name": "code",
        "in": "path",
        "required": True,
        "description": "le code de la rencontre",
        "schema": {"type": "string", "pattern": f"^{CODE}$"},
    }
    bad, missing = _problem("un paramètre ne convient pas"), _problem("rien ici")
    lists = {"400": bad, "404": missing}
    one = {"404": missing, "410": _problem("une rencontre annoncée, puis retirée de l’agenda")}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": VERSION, "description": ABOUT, "contact": {"email": contact}},
        "servers": [{"url": server}],
        "paths": {
            "/meetings": _get("les rencontres", "meetings", MeetingPage, [_query(p) for p in PARAMETERS], lists),
            "/meetings/{code}": _get("une rencontre", "meeting", PublicMeeting, [code], one),
            "/communes": _get("les communes", "communes", CommuneList, [], {}),
        },
        "components": {"schemas": schemas()},
    }


ABOUT = (
    "L’agenda public des cafés, pour le site de la zone et ses applications. Lecture seule, sans clé, sans cookie. "
    "Aucune donnée sur les personnes qui viennent. Chaque réponse porte un ETag : renvoyez-le dans If-None-Match."
)


def _get(summary: str, name: str, record: type, parameters: list[Any], refusals: dict[str, Any]) -> dict[str, Any]:
    found = {
        "description": record.__doc__,
        "headers": {"ETag": {"schema": {"type": "string"}, "description": "l’état de cette réponse"}},
        "content": {"application/json": {"schema": reference(record)}},
    }
    answers = {"200": found, "304": {"description": "rien n’a changé"}, **refusals}
    return {"get": {"operationId": name, "summary": summary, "parameters": [*parameters, _KNOWN], "responses": answers}}


def _query(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "description": parameter.description,
        "schema": dict(parameter.schema),
    }


def _problem(sentence: str) -> dict[str, Any]:
    return {"description": sentence, "content": {"application/problem+json": {"schema": reference(Problem)}}}
