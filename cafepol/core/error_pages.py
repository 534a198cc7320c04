"""The page that says what went wrong and what to do, in the language of whoever reads it."""

import json
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from flask import Response, current_app, g, render_template, request
from sqlalchemy.exc import SQLAlchemyError

from cafepol.core.db import db, set_writing
from cafepol.core.languages import SOURCE, gettext, preferred, speaking
from cafepol.core.marking import marked

API_PREFIX = "/api/"
SENTENCES = {
    400: marked("Ce formulaire n’est plus valable. Rouvrez la page et recommencez."),
    403: marked("Cette page n’est pas pour vous."),
    404: marked("Cette page n’existe pas, ou plus."),
    405: marked("Cette page ne s’ouvre pas de cette façon."),
    413: marked("C’est trop lourd pour nous. Envoyez moins de texte, ou un fichier plus petit."),
    500: marked("Quelque chose s’est cassé chez nous. Réessayez dans un instant, ou appelez-nous."),
    503: marked("Le service est très occupé. Réessayez dans un instant, ou appelez-nous."),
}
USUAL_TITLE = marked("Ce n’est pas possible")
TITLES = {
    400: marked("Recommencez, s’il vous plaît"),
    403: marked("Cette page n’est pas pour vous"),
    404: marked("Page introuvable"),
    405: marked("Page introuvable"),
    409: marked("Quelqu’un a modifié cette page"),
    410: marked("Ce lien n’est plus valable"),
    413: marked("C’est trop lourd"),
    422: USUAL_TITLE,
    429: marked("Trop de demandes"),
    500: marked("Une panne de notre côté"),
    503: marked("Patientez un instant"),
}


def speaks_to(language_of: Callable[..., str | None]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a view that is opened by a link: what goes wrong there is said in the language of whoever got the link.

    `language_of(token=…)`: the language that this link, alive or dead, tells (ISO 639-1); None: none, the browser's
    own languages decide.
    """

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        view.language_of = language_of  # type: ignore[attr-defined]  # read when something goes wrong
        return view

    return mark


def error_page(status: int, sentence: str) -> tuple[str | Response, int]:
    """What says in one sentence what went wrong and what to do; what the request wrote is undone.

    A page for people; for programs a problem (RFC 9457).
    """
    db.session.rollback()
    set_writing(writing=False)
    if request.path.startswith(API_PREFIX):
        return _problem(status, sentence), status
    with speaking(_readers_language()):
        page = render_template(
            "errors/page.html",
            code=status,
            title=gettext(TITLES.get(status, USUAL_TITLE)),
            sentence=gettext(sentence),
            request_id=g.get("request_id", ""),
        )
    return page, status


def _readers_language() -> str:
    view = current_app.view_functions.get(request.endpoint or "")
    language_of = getattr(view, "language_of", None)
    if language_of is None:
        return SOURCE
    told = None
    with suppress(SQLAlchemyError):  # the error may be that the database does not answer
        told = language_of(token=(request.view_args or {})["token"])
    return told or preferred(tag for tag, quality in request.accept_languages if quality)


def _problem(status: int, sentence: str) -> Response:
    title = HTTPStatus(status).phrase
    words = {"type": "about:blank", "title": title, "status": status, "detail": sentence, "instance": request.path}
    return Response(json.dumps(words, ensure_ascii=False), content_type="application/problem+json")
