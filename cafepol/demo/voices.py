"""Who raises a concern, and how they want to hear of it: people of the registrations, or people who just came."""

from collections.abc import Iterator, Sequence

from cafepol.concerns.debts import Channel, RaiserKind
from cafepol.concerns.operations import RaiserDraft
from cafepol.demo.courses import Fate
from cafepol.demo.names import Person
from cafepol.registrations.models import Registration
from cafepol.zone.models import Commune

BY_MAIL = frozenset(
    {
        Fate.MAILED,
        Fate.MAILED_LATE,
        Fate.UNRESOLVED,
        Fate.HEARD,
        Fate.DECIDED,
        Fate.QUESTIONED,
        Fate.SAID_AGAIN,
        Fate.TAKEN_UP,
    }
)
AT_HOME = {
    Fate.POSTED: Channel.LETTER,
    Fate.LATE_LETTER: Channel.LETTER,
    Fate.VISITED: Channel.VISIT,
    Fate.SAME: Channel.LETTER,
}
TWO = frozenset({Fate.AT_WORK, Fate.HALF_TOLD})
NAMELESS = frozenset({Fate.NAMELESS, Fate.VOIDED})


class Voices:
    """The people of one commune who speak up. `walk_ins` are those who come without a registration."""

    def __init__(self, commune: Commune, walk_ins: Iterator[Person]) -> None:
        self.commune = commune
        self.walk_ins = walk_ins

    def of(self, fate: Fate, came: Sequence[Registration]) -> list[RaiserDraft]:
        """Who raises a concern of that fate, at a café to which these registered people came."""
        if fate in TWO:
            second = self._at_home(Channel.LETTER) if fate is Fate.HALF_TOLD else self._by_mail(came)
            return [self._by_phone(came), second]
        return [self._one(fate, came)]

    def _one(self, fate: Fate, came: Sequence[Registration]) -> RaiserDraft:
        if fate in NAMELESS:
            return RaiserDraft(kind=RaiserKind.ANONYMOUS)
        if fate is Fate.SETTLED:
            return RaiserDraft(registration=came[0], channel=Channel.MEETING)
        if fate in AT_HOME:
            return self._at_home(AT_HOME[fate])
        return self._by_mail(came) if fate in BY_MAIL else self._by_phone(came)

    @staticmethod
    def _by_mail(came: Sequence[Registration]) -> RaiserDraft:
        known = next(each for each in came if each.mail)
        return RaiserDraft(registration=known, channel=Channel.MAIL)

    @staticmethod
    def _by_phone(came: Sequence[Registration]) -> RaiserDraft:
        known = next(each for each in came if each.phone)
        return RaiserDraft(registration=known, channel=Channel.PHONE)

    def _at_home(self, channel: Channel) -> RaiserDraft:
        who = next(self.walk_ins)
        return RaiserDraft(name=who.short, phone=who.landline, address=who.address(self.commune), channel=channel)
