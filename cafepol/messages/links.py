"""Links that carry a right are not kept in what was sent: the token leaves with the message."""

import re

_FOLD = re.compile(r"\r?\n[ \t]")
_RIGHTS = re.compile(
    r"(/(?:inscriptions|invitations|suivi|avis|relais|partenaires|annonces|equipe/invitation)/)[A-Za-z0-9_\-]{16,}"
)
_LINK_LINE = re.compile(r"(?m)^[^\n]*https?://\S+[^\n]*\n?")
BLANK = "…"


def without_tokens(text: str) -> str:
    """The same text with the token of each personal link blanked."""
    return _RIGHTS.sub(rf"\1{BLANK}", text)


def calendar_without_tokens(calendar: str) -> str:
    """As `without_tokens`, for a calendar with its folded lines (RFC 5545 3.1); unfolded if it had one."""
    unfolded = _FOLD.sub("", calendar)
    return without_tokens(unfolded) if _RIGHTS.search(unfolded) else calendar


def without_link_lines(text: str) -> str:
    """The same text without its lines that hold an address: what can be said on the phone."""
    return re.sub(r"\n{3,}", "\n\n", _LINK_LINE.sub("", text)).strip()
