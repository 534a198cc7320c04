"""What every form shares: its token, its French sentences, and how an operation's refusal reaches its field."""

import re
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from flask import g
from flask_wtf import FlaskForm
from wtforms import FileField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from cafepol.core import receipts, tokens
from cafepol.core.clock import now
from cafepol.core.config import settings
from cafepol.core.errors import BadForm, DomainError, Refused, Stale
from cafepol.core.text import clean_line, clean_text

UNPROCESSABLE = 422
LINE_MAX = 120
TEXT_MAX = 2000
YEARS = range(2018, 2101)  # the first CaféPol was held in 2018
_KEY = re.compile(r"[A-Za-z0-9_-]{16,48}")


class _Form(FlaskForm):
    class Meta(FlaskForm.Meta):
        locales = ("fr_FR", "fr")

    def refuse(self, refusal: DomainError) -> None:
        """Put what an operation refused at its field, or above the form."""
        target = self._fields.get(refusal.field or "")
        if target is None:
            self.form_errors.append(refusal.message)
        else:
            target.errors = [*target.errors, refusal.message]

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows this form: 422 when something is to be corrected."""
        return UNPROCESSABLE if self.errors else 200


class AskForm(_Form):
    """A form that only asks: it is sent as an address, which can be shared, and changes nothing."""

    class Meta(_Form.Meta):
        csrf = False

    def __init__(self, asked: Any, usual: Mapping[str, str]) -> None:
        """`asked` is the address's query; `usual` what it asks for where it says nothing."""
        filled = asked.copy()
        for name, value in usual.items():
            filled.setdefault(name, value)
        super().__init__(formdata=filled)


class StaffForm(_Form):
    """A form behind the sign-in: CSRF token of the session, and a key that makes a resend harmless."""

    receipt_life: ClassVar[timedelta] = receipts.KEEP
    key = HiddenField(default=lambda: secrets.token_urlsafe(16))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields. Raises BadForm for a key that no form of ours carries; without one a resend counts anew."""
        self.key.data = self.key.data or secrets.token_urlsafe(16)
        if not _KEY.fullmatch(self.key.data):
            raise BadForm("Ce formulaire n’est plus valable. Rouvrez la page et recommencez.")
        return bool(super().validate(extra_validators))

    @property
    def receipt(self) -> str:
        """The key of the receipt of what was sent."""
        return str(self.key.data)

    def once(self, act: Callable[[], str]) -> str | None:
        """Act on a posted form, once however often it is sent: where to go, or None when it is (still) to be filled."""
        if not self.validate_on_submit():
            return None
        try:
            return receipts.once(self.receipt, act, now=now(), life=self.receipt_life)
        except Stale:
            raise  # the page shows both versions
        except DomainError as refusal:
            self.refuse(refusal)
            return None


class SwitchForm(StaffForm):
    """One button that does something, or the one beside it that takes that back."""

    retour = HiddenField()


class TableForm(StaffForm):
    """A table to look at, as a file; then the same text, to bring it in."""

    file = FileField("Fichier CSV")
    text = HiddenField()

    @property
    def is_confirmed(self) -> bool:
        """Whether what will change was shown, and is wanted."""
        return bool(self.text.data)

    @property
    def content(self) -> bytes:
        """The file, or the text that was read from it."""
        if self.is_confirmed:
            return str(self.text.data).encode()
        return bytes(self.file.data.read()) if hasattr(self.file.data, "read") else b""

    def show(self, text: str) -> None:
        """Carry this text until it is confirmed: each table that is shown is brought once, also one chosen anew."""
        self.key.data = secrets.token_urlsafe(16)
        self.text.data = text


class PublicForm(_Form):
    """A form without a cookie: a signed token of the given purpose for the given subject."""

    purpose: ClassVar[str] = ""

    class Meta(_Form.Meta):
        csrf = False

    jeton = HiddenField()

    def __init__(self, subject: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not self.is_submitted():
            self.jeton.data = tokens.issue(self.purpose, subject, now=now())
            return
        token: tokens.FormToken | None = g.get("form_token")
        if token is None or (token.purpose, token.subject) != (self.purpose, subject):
            raise BadForm("Ce formulaire n’est plus valable. Rouvrez la page et recommencez.")
        self.token = token

    @property
    def key(self) -> str:
        """The form's idempotency key: the nonce of its token."""
        return self.token.nonce

    def done(self, act: Callable[[], object]) -> bool:
        """Act on a posted form that is whole; whether that was done. What is refused stands at its field."""
        if not self.validate_on_submit():
            return False
        try:
            act()
        except DomainError as refusal:
            self.refuse(refusal)
            return False
        return True

    @property
    def age_seconds(self) -> int:
        """How long ago the form was shown."""
        return int(now().timestamp()) - self.token.issued


class VisitorForm(PublicForm):
    """A public form that stores something: not what is sent in haste, and nothing that a machine sends."""

    precisions = StringField("Laissez cette case vide")

    @property
    def is_hasty(self) -> bool:
        """Whether it came back faster than anybody reads: then it is shown once more, with « Confirmer »."""
        return self.is_submitted() and self.age_seconds < settings().minimum_form_seconds

    @property
    def is_trap(self) -> bool:
        """Whether the field that nobody sees was filled: a machine did."""
        return bool(self.precisions.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Valid, and not sent in haste (a hasty form has no error to show)."""
        return bool(super().validate(extra_validators)) and not self.is_hasty


def required(sentence: str) -> InputRequired:
    """The field must be filled; `sentence` says what to write."""
    return InputRequired(sentence)


def at_most(length: int) -> Length:
    """The field holds at most so many characters (the database's own bound)."""
    return Length(max=length, message=f"C’est trop long : {length} caractères au plus.")


def plausible_day(_form: object, field: Any) -> None:
    """A day of our times: a slip of the finger in the year is told, not stored. Raises ValidationError."""
    if field.data is not None and field.data.year not in YEARS:
        raise ValidationError(f"Vérifiez l’année : de {YEARS.start} à {YEARS.stop - 1}.")


def line(label: str, *, need: str | None = None, maximum: int = LINE_MAX, **kwargs: Any) -> StringField:
    """A one-line field, cleaned. `need` is the sentence shown when it is empty; without it the field is optional."""
    first, *others = _validators(need, maximum)
    return StringField(label, filters=[_clean(clean_line)], validators=[first, _one_line, *others], **kwargs)


def paragraph(label: str, *, need: str | None = None, maximum: int = TEXT_MAX, **kwargs: Any) -> TextAreaField:
    """A field of several lines, cleaned."""
    return TextAreaField(label, filters=[_clean(clean_text)], validators=_validators(need, maximum), **kwargs)


def contact(label: str, maximum: int, normal: Callable[[str], str]) -> StringField:
    """An optional address or number, trimmed; the operation's own rule is asked here too, so that all errors show."""
    strip = [lambda value: value.strip() if value else value]
    return StringField(label, filters=strip, validators=[Optional(), at_most(maximum), _readable(normal)])


def _one_line(_form: Any, field: Any) -> None:
    """No browser sends a line break here: it would be a header of a mail (ASVS 1.3.11). Raises ValidationError."""
    if any(mark in str(sent) for sent in field.raw_data or () for mark in "\r\n"):
        raise ValidationError("Écrivez sur une seule ligne.")


def _readable(normal: Callable[[str], str]) -> Callable[[Any, Any], None]:
    def check(_form: Any, field: Any) -> None:
        try:
            normal(field.data or "")
        except Refused as refusal:
            raise ValidationError(refusal.message) from refusal

    return check


def _validators(need: str | None, maximum: int) -> list[Any]:
    return [required(need) if need else Optional(), at_most(maximum)]


def _clean(function: Callable[[str | None], str]) -> Callable[[str | None], str | None]:
    return lambda value: None if value is None else function(value)
