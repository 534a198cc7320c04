"""The catalogues: every sentence that is marked, none that is not, with the same places to fill."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from cafepol.core.languages import catalogues
from cafepol.core.typography import plain_spaces

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = [("**.html", "jinja2"), ("**.txt", "jinja2")]
PLACE = re.compile(r"%\((\w+)\)[sd]")


@cache
def marked() -> set[str]:
    """Every sentence that the code and the templates mark."""
    options = {pattern: {"trimmed": "true", "silent": "false"} for pattern, _ in TEMPLATES}
    shown = extract_from_dir(ROOT / "templates", TEMPLATES, options)
    coded = extract_from_dir(ROOT / "cafepol", [("**.py", "python")], keywords={"gettext": None, "marked": None})
    return {plain_spaces(each[2]) for each in (*shown, *coded)}


def catalogue(language: str):
    with (ROOT / "cafepol" / "translations" / f"{language}.po").open("rb") as file:
        return [message for message in read_po(file, locale=language) if message.id]


def test_the_languages_of_belgium_and_english_have_a_catalogue():
    assert catalogues() == {"nl", "de", "en"}


@pytest.mark.parametrize("language", sorted(catalogues()))
def test_a_catalogue_holds_what_is_marked_and_nothing_else(language):
    assert {plain_spaces(message.id) for message in catalogue(language)} == marked()


@pytest.mark.parametrize("language", sorted(catalogues()))
def test_every_sentence_is_translated(language):
    missing = [message.id for message in catalogue(language) if not message.string or message.fuzzy]
    assert missing == []


@pytest.mark.parametrize("language", sorted(catalogues()))
def test_a_translation_fills_no_place_that_is_not_given(language):
    for message in catalogue(language):
        wanted, offered = set(PLACE.findall(message.string)), set(PLACE.findall(message.id)) | {"place"}
        assert wanted <= offered, message.id


def test_templates_translate_values_by_the_filter_which_escapes_them():
    """`_(value)` would mark a value as safe markup: only literal sentences stand in `{% trans %}`."""
    calls = re.compile(r"(?<![\w.])(_|gettext|ngettext)\(")
    for path in (ROOT / "templates").rglob("*.*"):
        assert not calls.search(path.read_text(encoding="utf-8")), path
