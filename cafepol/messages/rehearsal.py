"""A rehearsal (`CAFEPOL_MAIL_MODE=redirect`): what keeps a mail that goes to one address from reaching anybody else."""

import re

HEADER = "X-CafePol-Recipient"  # the only header that names the person whom the mail is for
MARK = "[Essai]"
_FOLD = re.compile(r"\r?\n[ \t]")
_LINE_OCTETS = 75  # RFC 5545 3.1, without the line break


def rehearsed_subject(subject: str) -> str:
    """The subject of a mail that went to nobody."""
    return f"{MARK} {subject}"


def calendar_for(calendar: str, address: str) -> str:
    """The same calendar inviting `address` alone: its program would otherwise answer in the person's place."""
    lines = [_attending(line, address) for line in _FOLD.sub("", calendar).splitlines()]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _attending(line: str, address: str) -> str:
    return f"ATTENDEE;RSVP=FALSE:mailto:{address}" if re.match(r"ATTENDEE[;:]", line, re.IGNORECASE) else line


def _folded(line: str) -> str:
    """Lines of at most 75 octets; no character is cut."""
    parts, size = [""], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _LINE_OCTETS:
            parts.append("")
            size = 1  # the space that begins a continued line
        parts[-1] += character
        size += octets
    return "\r\n ".join(parts)
