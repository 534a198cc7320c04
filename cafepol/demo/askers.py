"""Who asked for a café these last weeks, on the web, by telephone, in the street; nobody has answered them yet."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from cafepol.demo.diary import Diary
from cafepol.demo.names import Person, Pool, person
from cafepol.demo.people import Team
from cafepol.requests.operations import ask_for_cafe
from cafepol.requests.states import Channel
from cafepol.zone.models import Quarter

FIRST = 320  # numbers of the invented people who ask
# days ago, how they asked, and why; the first of a commune asks for its last quarter, which is visited least
ASKED = (
    (6, Channel.WEB, "On roule trop vite devant l’école. Nous sommes plusieurs parents à vouloir en parler."),
    (9, Channel.PHONE, "Je ne sors plus le soir. Un café l’après-midi me ferait plaisir."),
    (13, Channel.OFFICER, "Les dépôts d’immondices reviennent chaque semaine au bout de la rue."),
    (17, Channel.WEB, "Nous sommes nouveaux dans le quartier et nous ne connaissons pas notre policier."),
    (21, Channel.COUNTER, "Parler des cambriolages de l’automne, avec les voisins."),
    (26, Channel.WEB, "Le parking est pris par des camions la nuit."),
)


def note_askers(diary: Diary, teams: Sequence[Team], pool: Pool) -> None:
    """Write down the requests, spread over the communes; two of three leave a way to be told."""
    for number, (days, channel, why) in enumerate(ASKED):
        team = teams[number % len(teams)]
        quarters = [quarter for share in team.shares for quarter in share]
        who = person(pool, FIRST + number)
        instant = diary.at(diary.today - timedelta(days=days), 10 + number)
        asks = partial(_ask, team, quarters[-1] if quarters else None, who, channel, why)
        diary.note(instant, asks)


def _ask(team: Team, quarter: Quarter | None, who: Person, channel: Channel, why: str, now: datetime) -> None:
    by_mail, by_phone = channel is Channel.WEB, channel is Channel.PHONE
    ask_for_cafe(
        team.commune,
        quarter=quarter,
        why=why,
        name=who.full if by_mail or by_phone else "",
        mail=who.mail if by_mail else "",
        phone=who.mobile if by_phone else "",
        channel=channel,
        now=now,
        key=f"demo-{who.number:016d}",
    )
