"""The sentences of the papers, in the language that is spoken (core/languages.py)."""

from collections.abc import Sequence
from datetime import date

from cafepol.core.filters import day_long, day_medium, hours
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


def only_question() -> str:
    """What stands above the telephone number where nobody is to come."""
    return gettext("Une question ?")


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


def what_heading() -> str:
    """The question that the back of a flyer answers."""
    return gettext("C’est quoi, ce café ?")


def what_it_is() -> str:
    """What a café is, for who never heard of one."""
    return gettext(
        "Votre policier de quartier prend un café avec les habitants, près de chez vous. "
        "Dites ce qui ne va pas dans votre rue : il écoute, et vous recevez une réponse."
    )


def answer_heading(day: date) -> str:
    """What stands over the coupon."""
    return gettext("Ma réponse pour le %(day)s") % {"day": day_medium(day)}


def ticks() -> tuple[str, ...]:
    """What may be ticked on the coupon, as it may be chosen on the page of a café."""
    return gettext("Je viens"), gettext("Ça m’intéresse")


def labels() -> tuple[str, ...]:
    """What may be written on the coupon."""
    return gettext("Nom"), gettext("Téléphone"), gettext("Combien de personnes ?")


def hand_in(where: str) -> str:
    """Where the coupon is taken."""
    return gettext("À donner à un policier, ou à déposer ici : %(where)s.") % {"where": where.rstrip(". ")}


def privacy() -> str:
    """What becomes of what somebody writes on the coupon."""
    return gettext("Vos données servent à cette rencontre seulement. Elles sont effacées 30 jours après.")


def coming_heading(commune: str) -> str:
    """What stands over the next cafés of a commune."""
    return gettext("Les prochains cafés : %(commune)s") % {"commune": commune}


def months_title() -> str:
    """What stands on top of the sheet of a commune's cafés."""
    return gettext("Les cafés des 3\u00a0prochains mois")


def months_covered(first: date, last: date) -> str:
    """Which days it covers."""
    return gettext("du %(first)s au %(last)s") % {"first": day_long(first), "last": day_long(last)}


def no_cafe_yet(phone: str) -> str:
    """What it says while nothing is planned."""
    return gettext("Pas encore de date. Appelez le %(phone)s : nous vous dirons quand.") % {"phone": phone}


def page_of(page: int, pages: int) -> str:
    """Which page of how many."""
    return gettext("Page %(page)s de %(pages)s") % {"page": page, "pages": pages}


def cancelled() -> str:
    """The word over a café that will not take place."""
    return gettext("ANNULÉ")


def not_held(content: FlyerContent) -> str:
    """What will not take place, and when it would have."""
    return gettext("Le café du %(day)s, %(hours)s, n’aura pas lieu.") % {
        "day": day_long(content.day),
        "hours": hours(content.starts, content.ends),
    }


def sorry() -> str:
    """What whoever stands before the door is told."""
    return gettext("Nous le regrettons. Appelez-nous, ou regardez sur internet quand a lieu le prochain.")
