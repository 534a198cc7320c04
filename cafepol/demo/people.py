"""The people of the stations: their accounts, their quarters, and how to sign in as each of them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from cafepol.accounts.models import Account
from cafepol.accounts.operations import Grants, choose_password, open_account
from cafepol.accounts.passwords import hash_password
from cafepol.accounts.roles import Role
from cafepol.demo.names import Pool, person, pool_of
from cafepol.staff.models import Officer
from cafepol.staff.operations import Post, add_officer, choose_shown
from cafepol.zone.models import Commissariat, Commune, Quarter
from cafepol.zone.queries import commissariats, quarters, the_zone

DOMAIN = "demo.cafepol.example"
OFFICERS_EACH = 2  # per commune
WHOLE_ZONE = {
    Role.DIRECTORATE: "direction",
    Role.COMMUNICATION: "communication",
    Role.ADMINISTRATOR: "administration",
    Role.DPO: "dpo",
}
_WORDS = ("cafetiere", "tartine", "sonnette", "trottoir", "parasol", "tramway", "potager", "fanfare", "lavande")


@dataclass(frozen=True)
class DemoAccount:
    """Somebody to sign in as; `commissariat` and `commune` are names, empty for the whole zone."""

    role: str
    commissariat: str
    commune: str
    mail: str
    password: str


@dataclass(frozen=True)
class Team:
    """Who holds the cafés of a commune: its officers with their quarters, and their chief.

    One can sign in as the first of the officers.
    """

    commune: Commune
    officers: Sequence[Officer]
    shares: Sequence[Sequence[Quarter]]
    chief: Officer

    def officer_of(self, quarter: Quarter | None) -> Officer:
        """The officer of a quarter of the commune, else the first."""
        pairs = zip(self.officers, self.shares, strict=True)
        return next((officer for officer, share in pairs if quarter in share), self.officers[0])


class Staffing:
    """Fills the stations, at an instant a year ago."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.accounts: list[DemoAccount] = []
        self.teams: list[Team] = []
        self.pool: Pool = pool_of(the_zone().languages[0])
        self._people = 0
        self._secret = hash_password(secrets.token_urlsafe(32))  # of colleagues whom nobody signs in as

    def fill(self) -> None:
        """Everybody of every station, one reception, then those who work for the whole zone."""
        stations = commissariats()
        for commissariat in stations:
            chief = self._chief(commissariat)
            for commune in commissariat.communes:
                shares = _shared(quarters(commune.id))
                officers = [
                    self._neighbourhood_officer(commissariat, commune, number, share)
                    for number, share in enumerate(shares)
                ]
                self.teams.append(Team(commune, officers, shares, chief))
        busy = self.teams[1 % len(self.teams)].commune  # a café takes place there today
        self._reception(next(each for each in stations if each.id == busy.commissariat_id))
        for role, name in WHOLE_ZONE.items():
            self._list(role, self._open(name, "", frozenset({(role, None)})).mail)

    def _reception(self, commissariat: Commissariat) -> None:
        account = self._open("accueil", commissariat.slug, frozenset({(Role.RECEPTION, commissariat.id)}))
        self._list(Role.RECEPTION, account.mail, commissariat)

    def _chief(self, commissariat: Commissariat) -> Officer:
        account = self._open("chef", commissariat.slug, frozenset({(Role.CHIEF, commissariat.id)}))
        for commune in commissariat.communes:
            self._list(Role.CHIEF, account.mail, commissariat, commune)
        return self._officer(account, commissariat, rank="CP", title="Commissaire", quarter_ids=())

    def _neighbourhood_officer(
        self, commissariat: Commissariat, commune: Commune, number: int, share: Sequence[Quarter]
    ) -> Officer:
        grants: Grants = frozenset({(Role.OFFICER, commissariat.id)})
        is_first = number == 0
        account = self._open("agent" if is_first else f"agent{number + 1}", commune.slug, grants, listed=is_first)
        if is_first:
            self._list(Role.OFFICER, account.mail, commissariat, commune)
        title = "Inspectrice" if account.name.startswith("Mme") else "Inspecteur"
        ids = [quarter.id for quarter in share]
        return self._officer(account, commissariat, rank="INP", title=title, quarter_ids=ids)

    def _officer(
        self, account: Account, commissariat: Commissariat, *, rank: str, title: str, quarter_ids: Sequence[int]
    ) -> Officer:
        phone = f"065 00 12 {40 + self._people % 60:02d}"
        officer = add_officer(
            name=account.name,
            commissariat_id=commissariat.id,
            post=Post(rank=rank, title=title, phone=phone, quarter_ids=quarter_ids),
            mail=account.mail,
            account_id=account.id,
        )
        choose_shown(officer, name=True, phone=self._people % 2 == 0, mail=self._people % 3 == 0)
        return officer

    def _open(self, name: str, place: str, grants: Grants, *, listed: bool = True) -> Account:
        mail = f"{'.'.join(part for part in (name, place) if part)}@{DOMAIN}"
        self._people += 1
        who = person(self.pool, self._people)
        account = open_account(mail=mail, name=who.short, grants=grants, now=self.now)
        if listed:
            choose_password(account, password_of(mail), now=self.now)
        else:
            account.password_hash = self._secret
        return account

    def _list(
        self, role: Role, mail: str, commissariat: Commissariat | None = None, commune: Commune | None = None
    ) -> None:
        place, part = commissariat.name if commissariat else "", commune.name if commune else ""
        self.accounts.append(DemoAccount(role, place, part, mail, password_of(mail)))


def _shared(found: Sequence[Quarter]) -> list[Sequence[Quarter]]:
    """The quarters of a commune, shared among its officers."""
    size = -(-len(found) // OFFICERS_EACH)
    return [found[number * size : (number + 1) * size] for number in range(OFFICERS_EACH)]


def password_of(mail: str) -> str:
    """The password of a demonstration account: three words and a number, the same on every first start."""
    draw = Random(mail)  # noqa: S311 -- it is printed for everyone to read
    return "-".join([*draw.sample(_WORDS, 3), str(draw.randint(10, 99))])
