"""« Publié le … »: what may be noted of a text that was published elsewhere, and when it has to be corrected."""

from datetime import date
from urllib.parse import urlsplit

from cafepol.core.errors import Refused
from cafepol.meetings.standing import Standing

LINK_MAX = 300
A_LINK = "Collez l’adresse entière de la publication. Elle commence par https://"


def check_stamping(state: str) -> None:
    """A text is published once its meeting is, until it is closed; a cancellation is published too. Raises Refused."""
    if state == "draft":
        raise Refused("Publiez d’abord la rencontre : son adresse n’existe pas encore.")
    if state == "closed":
        raise Refused("Cette rencontre est clôturée : il n’y a plus rien à publier.")


def check_day(day: date, *, today: date) -> None:
    """What was published was published: not tomorrow. Raises Refused."""
    if day > today:
        raise Refused("Ce jour n’est pas encore venu.", field="published_on")


def checked_link(link: str) -> str | None:
    """The address at which a text can be read, None for none. Raises Refused for what no browser should be led to."""
    wanted = link.strip()
    if not wanted:
        return None
    if len(wanted) > LINK_MAX:
        raise Refused(f"C’est trop long : {LINK_MAX} caractères au plus.", field="link")
    if any(sign.isspace() or not sign.isprintable() for sign in wanted) or not _is_web_address(wanted):
        raise Refused(A_LINK, field="link")
    return wanted


def _is_web_address(link: str) -> bool:
    """Whether it names a server over https, without a name or a password in it that would hide which one."""
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:  # an unfinished [IPv6]
        return False
    return parts.scheme == "https" and "." in host.strip(".") and "@" not in parts.netloc and "\\" not in link


def check_shown(shown: int, *, sequence: int) -> int:
    """The sequence whose text the page showed: what was copied may be older than the meeting, never newer.

    Raises Refused.
    """
    if not 0 <= shown <= sequence:
        raise Refused("Ce formulaire n’est plus valable. Rouvrez la page et recommencez.")
    return shown


def is_stale(state: str, *, now: Standing, then: Standing | None, is_over: bool = False) -> bool:
    """Whether what was published of a meeting says what is no longer so, while somebody may still believe it.

    `then` is how the meeting stood when its text was copied, None where nobody knows any more.
    """
    if is_over:
        return False
    return state == "draft" or then is None or not then.says_the_same(now)
