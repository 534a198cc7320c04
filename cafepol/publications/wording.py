"""What is pasted elsewhere to announce a café: plain text, never cut, in the words of whoever reads it.

A text is the longest of a few ways to say the same that its channel holds. Its sentences are French, and said in
another language by the function `say` (core/languages.py); dates come spoken, and numbers as they are dialled.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from cafepol.core.errors import Refused
from cafepol.core.marking import marked
from cafepol.core.typography import french_spaces

Say = Callable[[str], str]

PAPER = 600  # characters that a communal paper takes gladly, where the profile names no bound


class Kind(StrEnum):
    """What a channel takes: the page of an event, a short notice, an article on paper, a page of a website."""

    EVENT = "event"
    NOTICE = "notice"
    ARTICLE = "article"
    PAGE = "page"


@dataclass(frozen=True)
class Facts:
    """What is public of a meeting, spoken; an empty text or tuple is left out.

    `link` is the whole short link, `typed_link` how it is typed from paper; `town` the quarter or the commune.
    `is_changed`: something else was published before.
    """

    title: str
    when: str  # « mardi 12 janvier 2027, de 14 h à 16 h »
    when_short: str  # « mar. 12 janv., 14 h »
    place_name: str
    street: str
    locality: str
    town: str
    hosts: tuple[str, ...]
    phone: str
    link: str
    typed_link: str
    zone_name: str
    partners: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    public_text: str = ""
    is_cancelled: bool = False
    reason: str = ""  # of a cancellation
    is_changed: bool = False
    is_french: bool = True


_WITH = marked("Venez poser vos questions et parler de votre quartier. Le café est offert.")
_HOSTS = marked("Vous rencontrerez : %(hosts)s.")
_PARTNERS = marked("Seront là aussi : %(partners)s.")
_TOPICS = marked("Conseils sur place : %(topics)s.")
_AND = marked("%(first)s et %(last)s")
_CALL = marked("Vous venez ? Une question ? Appelez le %(phone)s. Ou venez sans prévenir.")
_ASK = marked("Une question ? Appelez le %(phone)s.")
_MORE = marked("En savoir plus ou s’inscrire : %(link)s")
_NEXT = marked("Les prochains cafés : %(link)s")
_ONLINE = marked("Sur internet : %(link)s")
_WHEN = marked("Quand : %(when)s")
_WHERE = marked("Où : %(where)s")
_THE_DAY = marked("Rendez-vous %(when)s : %(where)s.")
_CHANGED = marked("Attention, ce café a changé de jour, d’heure ou de lieu.")
_CANCELLED = marked("ANNULÉ : %(title)s")
_NOT_HELD = marked("Ce café n’aura pas lieu : %(when)s, %(where)s.")
_REASON = marked("Pourquoi : %(reason)s")

_NOTICE = marked("%(title)s : %(when)s, %(where)s. Le café est offert. Tél. %(phone)s. %(link)s")
_NOTICE_CALL = marked("%(title)s : %(when)s, %(near)s. Tél. %(phone)s. %(link)s")
_NOTICE_DAY = marked("Un café avec votre policier de quartier : %(short)s, %(near)s. Tél. %(phone)s. %(link)s")
_NOTICE_SHORT = marked("Un café avec votre policier de quartier : %(short)s, %(near)s. %(link)s")
_NOTICE_SHORTER = marked("Café avec votre policier : %(short)s, %(place)s. %(link)s")
_NOTICE_SHORTEST = marked("Café police, %(short)s, %(place)s. %(link)s")
_NOTICE_CHANGED = marked("Changement. %(notice)s")
_OFF = marked("ANNULÉ : %(title)s, %(when)s, %(near)s. %(reason)s Les prochains cafés : %(link)s")
_OFF_SHORT = marked("ANNULÉ : %(title)s, %(when)s, %(near)s. Les prochains cafés : %(link)s")
_OFF_SHORTER = marked("ANNULÉ : café avec votre policier, %(short)s, %(place)s. %(link)s")
_OFF_SHORTEST = marked("ANNULÉ : café police, %(short)s, %(town)s. %(link)s")

_BLAMED = {
    "title": "le titre",
    "place_name": "le nom du lieu",
    "street": "l’adresse du lieu",
    "link": "l’adresse de ce site",
}


def text(kind: Kind, facts: Facts, *, maximum: int | None = None, say: Say = str) -> str:
    """The text for a channel of a kind that holds at most so many characters (None: as many as there are).

    Raises Refused, at the fact that takes most of the room, when even the shortest way to say it is longer.
    """
    bound = maximum or (PAPER if kind is Kind.ARTICLE else None)
    ways = list(_ways(kind, facts, say))
    if bound is None:
        return ways[0]
    fitting = next((way for way in ways if len(way) <= bound), None)
    if fitting is None and maximum is not None:
        raise _refusal(facts, maximum, len(ways[-1]))
    return fitting or ways[-1]


def _refusal(facts: Facts, maximum: int, length: int) -> Refused:
    field = max(_BLAMED, key=lambda name: len(getattr(facts, name)))
    return Refused(
        f"Ce texte ne tient pas : {length} signes au plus court, {maximum} au plus. Raccourcissez {_BLAMED[field]}.",
        field=field,
    )


def _ways(kind: Kind, facts: Facts, say: Say) -> Iterator[str]:
    """The ways to say it, the longest first."""
    spaced = french_spaces if facts.is_french else str
    if kind is Kind.NOTICE:
        found = _notices(facts, say)
    elif facts.is_cancelled:
        found = _cancellations(kind, facts, say)
    else:
        found = _announcements(kind, facts, say)
    return (spaced(each) for each in found)


def _announcements(kind: Kind, facts: Facts, say: Say) -> Iterator[str]:
    """All there is to say; then without what the host wrote, without the topics, without the partners."""
    change = [say(_CHANGED)] if facts.is_changed and kind is Kind.ARTICLE else []
    head, tail = [*change, *_when_and_where(kind, facts, say)], _ways_to_answer(kind, facts, say)
    hosts = say(_HOSTS) % {"hosts": _listed(facts.hosts, say)}
    partners = [say(_PARTNERS) % {"partners": _listed(facts.partners, say)}] if facts.partners else []
    topics = [say(_TOPICS) % {"topics": _listed(facts.topics, say)}] if facts.topics else []
    for who, own in ((partners + topics, facts.public_text), (partners + topics, ""), (partners, ""), ([], "")):
        said = (" " if kind is Kind.ARTICLE else "\n").join([say(_WITH), hosts, *who])
        yield _paragraphs(facts.title, "\n".join(head), said, own, "\n".join(tail), facts.zone_name)


def _when_and_where(kind: Kind, facts: Facts, say: Say) -> list[str]:
    where = _where(facts)
    if kind is Kind.ARTICLE:
        return [say(_THE_DAY) % {"when": facts.when, "where": where}]
    return [say(_WHEN) % {"when": facts.when}, say(_WHERE) % {"where": where}]


def _ways_to_answer(kind: Kind, facts: Facts, say: Say) -> list[str]:
    """Telephone first; what is read on paper is typed, not tapped."""
    call = say(_CALL) % {"phone": facts.phone}
    if kind is Kind.ARTICLE:
        return [call, say(_ONLINE) % {"link": facts.typed_link}]
    return [call, say(_MORE) % {"link": facts.link}]


def _cancellations(kind: Kind, facts: Facts, say: Say) -> Iterator[str]:
    link = facts.typed_link if kind is Kind.ARTICLE else facts.link
    tail = [say(_ASK) % {"phone": facts.phone}, say(_NEXT) % {"link": link}]
    held = say(_NOT_HELD) % {"when": facts.when, "where": _where(facts)}
    reason = [say(_REASON) % {"reason": _ended(facts.reason)}] if facts.reason else []
    for why in (reason, []):
        head = say(_CANCELLED) % {"title": facts.title}
        yield _paragraphs(head, "\n".join([held, *why]), "\n".join(tail), facts.zone_name)


def _notices(facts: Facts, say: Say) -> Iterator[str]:
    named = {
        "title": facts.title,
        "when": facts.when,
        "short": facts.when_short,
        "where": _where(facts),
        "near": facts.place_name if facts.town in facts.place_name else f"{facts.place_name}, {facts.town}",
        "place": facts.place_name,
        "town": facts.town,
        "phone": facts.phone,
        "reason": _ended(facts.reason),
        "link": facts.link,
    }
    if facts.is_cancelled:
        off = (_OFF_SHORT, _OFF_SHORTER, _OFF_SHORTEST)
        yield from (say(each) % named for each in ((_OFF, *off) if facts.reason else off))
        return
    for each in (_NOTICE, _NOTICE_CALL, _NOTICE_DAY, _NOTICE_SHORT, _NOTICE_SHORTER, _NOTICE_SHORTEST):
        notice = say(each) % named
        yield say(_NOTICE_CHANGED) % {"notice": notice} if facts.is_changed else notice


def _where(facts: Facts) -> str:
    return ", ".join(part for part in (facts.place_name, facts.street, facts.locality) if part)


def _ended(sentence: str) -> str:
    """A sentence with its full stop, whoever wrote it."""
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."


def _listed(names: tuple[str, ...], say: Say) -> str:
    """The names as a sentence lists them: « a, b et c »."""
    *others, last = names
    return say(_AND) % {"first": ", ".join(others), "last": last} if others else last


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
