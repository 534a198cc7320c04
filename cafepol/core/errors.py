"""What an operation may refuse, each with a French sentence that may be shown as it is."""


class DomainError(Exception):
    """A rule said no. `status` is the HTTP status of the page that says so."""

    status = 422

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Refused(DomainError):
    """The request breaks a rule; `field` names the form field to correct, if one field is to blame."""


class NotFound(DomainError):
    """Nothing there, or nothing for this person: the two are never told apart."""

    status = 404

    def __init__(self, message: str = "Cette page n’existe pas, ou plus.") -> None:
        super().__init__(message)


class Gone(DomainError):
    """The link was right once and has expired."""

    status = 410


class Stale(DomainError):
    """Somebody else saved first; the page shows both versions."""

    status = 409


class BadForm(DomainError):
    """A form without its token, or sent from elsewhere."""

    status = 400


class TooMany(DomainError):
    """A limit is reached; the page gives the phone number."""

    status = 429


class Busy(DomainError):
    """Too much at once, or the database did not answer in time; the visitor may try again."""

    status = 503
