"""Nothing of one zone stands in code or pages: another zone's profile must be enough."""

import re

from cafepol.zone.profile import read_profile
from tests.house.rooms import modules, templates

# words of ordinary French that a profile happens to use
ORDINARY = {"centre", "champ", "commissariat", "maison", "grand-place", "quartier"}


def zone_words() -> set[str]:
    """Names that only the two zones know: the zone itself, communes, quarters, commissariats."""
    found = set()
    for name in ("boraine", "scheldekant"):
        profile = read_profile(name)
        found |= {profile.zone.name, *(place.name for place in profile.commissariats)}
        for commune in profile.communes:
            found |= {commune.name, *commune.quarters}
    words = {part for name in found for part in re.split(r"[\s/()]+", name) if len(part) > 4}
    return {word for word in words if word[0].isupper() and word.casefold() not in ORDINARY} - {"Zone", "Police"}


def test_no_module_and_no_page_names_a_place_of_one_zone():
    names = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, zone_words())))})\b")
    texts = {m.name: "\n".join(m.strings) for m in modules() if not m.name.startswith("cafepol.demo")} | templates()
    named = {where: sorted(set(names.findall(text))) for where, text in texts.items() if names.search(text)}
    assert not named
