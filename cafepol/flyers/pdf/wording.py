"""The sentences of the papers, in the language that is spoken (core/languages.py)."""

from collections.abc import Sequence

from cafepol.core.languages import gettext
from cafepol.flyers.content import FlyerContent


def listed(names: Sequence[str]) -> str:
    """The names as a sentence lists them: « a, b et c »."""
    *others, last = names
    return gettext("%(first)s et %(last)s") % {"first": ", ".join(others), "last": last} if others else last


def hosts(content: FlyerContent) -> str:
    """Who waits for the residents, the host first."""
    return listed((content.host_name, *content.co_hosts))


def invitation(content: FlyerContent) -> str:
    """What the hosts do, with whom, and what is offered: goes on after their names."""
    with_partners = {"partners": listed(content.partners)} if content.partners else {}
    if content.co_hosts and content.partners:
        waiting = gettext("vous attendent, avec %(partners)s.") % with_partners
    elif content.partners:
        waiting = gettext("vous attend, avec %(partners)s.") % with_partners
    else:
        waiting = gettext("vous attendent.") if content.co_hosts else gettext("vous attend.")
    return f"{waiting} {offer()}"


def offer() -> str:
    """What one may do there, and what it costs."""
    return gettext("Venez poser vos questions et parler de votre quartier. Le\u00a0café est\u00a0offert.")


def advice(topics: Sequence[str]) -> str:
    """What advice is given at the café; empty without any."""
    return gettext("Conseils sur place : %(topics)s.") % {"topics": listed(topics)} if topics else ""


def question() -> str:
    """What stands above the telephone number."""
    return gettext("Vous venez ? Une question ?")


def unannounced() -> str:
    """What stands below the telephone number."""
    return gettext("Ou venez sans prévenir.")


def typed(short_link: str) -> str:
    """The address, for who types it."""
    return gettext("Sur internet : %(link)s") % {"link": short_link}


def code(round_code: str) -> str:
    """What one reads out on the telephone, under the QR code."""
    return gettext("Code %(code)s") % {"code": round_code}


def urgent(zone_name: str) -> str:
    """Who prints this, and whom to call when it cannot wait."""
    return gettext("%(zone)s – Une urgence ? Appelez le 101.") % {"zone": zone_name}


def published_by(publisher: str) -> str:
    """What Belgian law wants on everything that is printed."""
    return gettext("Éd. resp. : %(publisher)s. Ne pas jeter sur la voie publique.") % {
        "publisher": publisher.rstrip(". ")
    }


def draft() -> str:
    """What keeps a draft out of the mailboxes."""
    return gettext("BROUILLON – ne pas distribuer")
