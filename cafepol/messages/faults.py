"""What a mail server's words mean, in French: why a mail did not arrive, why all of them wait."""

import re

_CODE = re.compile(r"(\d{3})(?:[ -]+(\d\.\d{1,3}\.\d{1,3}))?")
_BLOCKED = re.compile(r"\b(spam|block|policy|reputation|dmarc|spf|dkim|listed)", re.IGNORECASE)
_FULL = re.compile(r"full|quota|storage", re.IGNORECASE)
_SIGN_IN = frozenset({"530", "534", "535", "538"})
_NO_SUCH = frozenset({"550", "551", "553"})

UNWRITTEN = "Unwritten"  # how the error of a mail begins that cannot be put into bytes
UNKNOWN_ADDRESS = "Cette adresse n’existe pas, ou plus."
FULL_BOX = "La boîte aux lettres de la personne est pleine."
UNWANTED = "Le serveur de la personne ne veut pas de nos courriels."
LATER = "Le serveur de la personne demande de réessayer plus tard."
REFUSED = "Le serveur de courriel a refusé ce message."
UNWRITABLE = "Ce courriel ne peut pas être écrit : l’adresse, le nom ou le sujet ne convient pas."


def explain(error: str) -> str:
    """Why this mail did not go, as a sentence. `error`: a server's reply, or the name of an error and its words."""
    found = _CODE.match(error)
    if found is None:
        return (
            UNWRITABLE
            if error.startswith((UNWRITTEN, "ValueError", "HeaderParseError"))
            else f"{_of_ours(error).capitalize()}."
        )
    code, status = found.group(1), found.group(2) or ""
    if code in _SIGN_IN:
        return f"{_of_ours(error).capitalize()}."
    if code in {"452", "552"} or status[2:] == "2.2" or _FULL.search(error):
        return FULL_BOX
    if status[2:4] == "7." or _BLOCKED.search(error):
        return UNWANTED
    if code in _NO_SUCH or status[2:4] == "1.":
        return UNKNOWN_ADDRESS
    return LATER if code.startswith("4") else REFUSED


def why_all_wait(error: str | None, *, host: str) -> str:
    """Why no mail leaves at all: « le serveur mail.exemple.be ne répond pas ». `host`: empty without a mail server."""
    if not host:
        return "aucun serveur de courriel n’est réglé"
    if error is None:
        return "le facteur (cafepol worker) ne tourne pas"
    return _of_ours(error, host)


def _of_ours(error: str, host: str = "") -> str:
    """What is wrong between us and our own mail server."""
    server = f"serveur {host}" if host else "serveur de courriel"
    if "certificate" in error.casefold() or "SSL" in error:
        return f"le certificat du {server} n’est pas valable"
    if "STARTTLS" in error:
        return f"le {server} ne chiffre pas"
    if error[:3] in _SIGN_IN or "Authentication" in error:
        return f"le {server} refuse notre mot de passe"
    return f"le {server} ne répond pas"
