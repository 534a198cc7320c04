"""What tests hold in their hands: a clock, a browser that checks its pages, a counter of queries."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import event

from cafepol.core.db import db
from tests import leaks
from tests.pages import check_page
from tests.sockets import no_sockets

START = datetime(2027, 1, 7, 8, 0, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> datetime:
        self.now += timedelta(**delta)
        return self.now

    def set(self, now: datetime) -> None:
        self.now = now


class CheckedClient(FlaskClient):
    """A test client that checks every HTML page it is given, and can send a page's own form."""

    reads_pages = True

    def open(self, *args, **kwargs):
        db.session.remove()  # what the test read so far must not hold the request back, nor go stale
        with self.application.app_context(), no_sockets():  # its own `g` and session, as in production
            response = super().open(*args, **kwargs)
        if not response.is_streamed:
            leaks.note_page(response.request.path, response.mimetype, response.data)
        is_page = response.mimetype == "text/html" and response.data and not (300 <= response.status_code < 400)
        is_mail = "sandbox" in response.headers.get("Content-Security-Policy", "")  # shown in a frame as it will leave
        if is_page and not is_mail and self.reads_pages:
            check_page(response.text, response.request.path)
        return response

    def page(self, path: str, status: int = 200) -> BeautifulSoup:
        """Fetch a page and parse it."""
        response = self.get(path)
        assert response.status_code == status, f"{path}: {response.status_code}"
        return BeautifulSoup(response.text, "html.parser")

    def submit(
        self,
        path: str,
        data: dict | None = None,
        *,
        form: str = "main form[method=post]",
        follow: bool = False,
        action: str | None = None,
    ):
        """Open `path`, fill its form (selected by CSS, or by the end of its action) and post it as a browser would."""
        page = self.page(path)
        forms = page.select(form)
        if action is not None:
            forms = [
                f for f in page.select("form[method=post]") if (f.get("action") or path).split("?")[0].endswith(action)
            ]
        assert forms, f"no form on {path}"
        found = forms[0]
        values = form_values(found)
        for name, value in (data or {}).items():
            if value is None:
                values.pop(name, None)
            else:
                values[name] = value
        return self.post(found.get("action") or path, data=values, follow_redirects=follow)


def form_values(form) -> dict:
    """What a browser would send of an untouched form."""
    values: dict = {}

    def put(name, value):
        if name in values:
            values[name] = [*([values[name]] if isinstance(values[name], str) else values[name]), value]
        else:
            values[name] = value

    for field in form.select("input[name], textarea[name], select[name]"):
        if field.name == "textarea":
            put(field["name"], field.text.lstrip("\n"))
        elif field.name == "select":
            for option in field.select("option[selected]") or (
                field.select("option")[:1] if not field.has_attr("multiple") else []
            ):
                put(field["name"], option.get("value", option.text))
        elif field.get("type") in {"radio", "checkbox"}:
            if field.has_attr("checked"):
                put(field["name"], field.get("value", "on"))
        elif field.get("type") not in {"submit", "button", "file"}:
            put(field["name"], field.get("value", ""))
    return values


def multipart(values: dict, content: bytes, *, field: str = "file", name: str = "envoi") -> dict:
    """What `post` takes to send a form with a file, in memory however large it is."""
    line = b"--limite"
    parts = [f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode() for key, value in values.items()]
    head = f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'.encode()
    body = b"".join(line + b"\r\n" + part + b"\r\n" for part in [*parts, head + content]) + line + b"--\r\n"
    return {"data": body, "content_type": "multipart/form-data; boundary=limite"}


def at_once(browser: CheckedClient, path: str, *forms: dict) -> list:
    """The answers to forms that a browser posts at the same instant, each on its own thread."""
    start = Barrier(len(forms))

    def post(data):
        again = browser.application.test_client()
        again._cookies = dict(browser._cookies)
        with browser.application.app_context():
            start.wait()
            return again.post(path, data=data)

    db.session.remove()
    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(post, forms))


class QueryCounter:
    """Counts the SQL statements sent while it is open (BEGIN, PRAGMA and the like are not counted)."""

    def __init__(self, app) -> None:
        self.engine = db.engine
        self.statements: list[str] = []

    @property
    def total(self) -> int:
        return len(self.statements)

    def _note(self, _conn, _cursor, statement, *_rest) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            self.statements.append(statement)

    def __enter__(self):
        event.listen(self.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_exc) -> None:
        event.remove(self.engine, "before_cursor_execute", self._note)
