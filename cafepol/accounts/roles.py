"""Who may be what, and what a signed-in person sees: rules without a database."""

from dataclasses import dataclass
from enum import StrEnum

from cafepol.core.errors import Refused

PASSWORD_MIN = 12
PASSWORD_MAX = 256


class Role(StrEnum):
    """What a person does in the zone. Ranks (INP, CP…) are a field of the officer, not a role."""

    OFFICER = "officer"
    RECEPTION = "reception"
    CHIEF = "chief"
    DIRECTORATE = "directorate"
    COMMUNICATION = "communication"
    ADMINISTRATOR = "administrator"
    DPO = "dpo"


LABELS = {
    Role.OFFICER: "policier de quartier",
    Role.RECEPTION: "accueil",
    Role.CHIEF: "chef de commissariat",
    Role.DIRECTORATE: "direction",
    Role.COMMUNICATION: "communication",
    Role.ADMINISTRATOR: "administration",
    Role.DPO: "délégué à la protection des données",
}
# roles that are held in one commissariat; the others are held for the whole zone
LOCAL_ROLES = frozenset({Role.OFFICER, Role.RECEPTION, Role.CHIEF})
ZONE_READERS = frozenset({Role.DIRECTORATE, Role.COMMUNICATION})


@dataclass(frozen=True)
class Viewer:
    """The signed-in person: roles add up, and each local role names its commissariat."""

    account_id: int
    name: str
    grants: frozenset[tuple[Role, int | None]]

    @property
    def roles(self) -> frozenset[Role]:
        """Every role held, wherever."""
        return frozenset(role for role, _ in self.grants)

    @property
    def commissariat_ids(self) -> frozenset[int]:
        """The commissariats in which any local role is held."""
        return frozenset(place for _, place in self.grants if place is not None)

    def has(self, *roles: Role) -> bool:
        """Whether one of these roles is held, wherever."""
        return not self.roles.isdisjoint(roles)

    def places(self, *roles: Role) -> frozenset[int]:
        """The commissariats in which one of these roles is held."""
        return frozenset(place for role, place in self.grants if place is not None and role in roles)

    @property
    def sees_whole_zone(self) -> bool:
        """Whether this person reads the meetings of every commissariat."""
        return self.has(*ZONE_READERS)


def check_grants(grants: frozenset[tuple[Role, int | None]]) -> None:
    """A local role names its commissariat, a zone-wide one none, and the data-protection officer is nothing else."""
    if not grants:
        raise Refused("Choisissez au moins un rôle.", field="roles")
    for role, place in grants:
        if (role in LOCAL_ROLES) != (place is not None):
            raise Refused(f"Le rôle « {LABELS[role]} » et le commissariat ne vont pas ensemble.", field="commissariat")
    if any(role is Role.DPO for role, _ in grants) and len(grants) > 1:
        raise Refused("Le délégué à la protection des données ne tient aucun autre rôle.", field="roles")


def check_password(password: str, *, mail: str) -> None:
    """At least 12 characters, not the address itself, not one repeated character; no composition rule (ASVS 6.2)."""
    if len(password) < PASSWORD_MIN:
        raise Refused(f"Il faut au moins {PASSWORD_MIN} caractères. Une phrase est facile à retenir.", field="password")
    if len(password) > PASSWORD_MAX:
        raise Refused(f"C’est trop long : {PASSWORD_MAX} caractères au plus.", field="password")
    if password.casefold() == mail.casefold() or len(set(password)) == 1:
        raise Refused("Ce mot de passe se devine. Choisissez-en un autre.", field="password")
