"""How an officer is called."""

CIVILITIES = ("M.", "Mme", "Mr", "Mevr.", "Dhr.")


def surname(name: str) -> str:
    """« Mme Van Acker » → « Van Acker »: the name without its civility."""
    first, _, rest = name.strip().partition(" ")
    return rest.strip() if first in CIVILITIES and rest.strip() else name.strip()


def full_name(title: str, name: str) -> str:
    """« Inspecteur » and « M. Dupont » → « Inspecteur Dupont »; without title, the name as it is."""
    return f"{title.strip()} {surname(name)}" if title.strip() else name.strip()
