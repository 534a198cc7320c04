"""How a mail template becomes a draft: text and HTML from one name, inside a request or in the worker."""

from typing import Any

from flask import current_app

from cafepol.core.languages import spoken as spoken_language
from cafepol.messages.drafts import Draft


def compose(
    name: str,
    *,
    subject: str,
    calendar: str | None = None,
    calendar_method: str | None = None,
    spoken: str = "",
    **context: Any,
) -> Draft:
    """The draft of `mail/<name>.txt` and `mail/<name>.html`; give `zone` for the foot of the mail.

    It speaks the language that is spoken where it is called.
    """
    templates = current_app.jinja_env
    return Draft(
        subject=subject,
        calendar=calendar,
        calendar_method=calendar_method,
        spoken=spoken,
        language=spoken_language(),
        text=templates.get_template(f"mail/{name}.txt").render(**context),
        html=templates.get_template(f"mail/{name}.html").render(**context),
    )
