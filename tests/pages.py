"""What every page of the house keeps to: `check_page` runs on each HTML page that any test fetches.

Thousands of pages are read in a run of the tests, so they are parsed by lxml.
"""

import re
from collections import Counter

from lxml import etree, html

from cafepol.core.languages import catalogues

NOT_TYPED_IN = {"hidden", "submit", "button", "image", "reset"}
PARTNERS = ("/invitations/", "/partenaires/", "/relais/")  # who reads these pages may read another language than French
TOKENS = {"csrf_token", "jeton"}
VISIBLE = etree.XPath(
    "//text()[not(parent::script or parent::style or parent::template or parent::title)]", smart_strings=False
)
POINTING = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
STRAIGHT_APOSTROPHE = re.compile(r"[^\W\d_]'[^\W\d_]")
SPACES = re.compile(r"\s+")
PARSER = html.HTMLParser(encoding="utf-8")

Page = html.HtmlElement


def words(text: str) -> str:
    """The visible text of a page, every run of spaces (no-break ones too) made one plain space."""
    return SPACES.sub(" ", " ".join(_visible(_parsed(text)))).strip()


def check_page(text: str, path: str) -> None:
    """Fail, naming the page, when it breaks a rule of the house: see the functions below."""
    page = _parsed(text)
    problems = [problem for check in CHECKS for problem in check(page)]
    if not text[:15].lower().startswith("<!doctype html>"):
        problems.append("no doctype")
    language = page.get("lang")
    if language not in ({"fr", *catalogues()} if path.startswith(PARTNERS) else {"fr"}):
        problems.append(f"lang is {language}")
    assert not problems, f"{path}: " + "; ".join(problems)


def _parsed(text: str) -> Page:
    return html.document_fromstring(text.encode() or b"<html></html>", parser=PARSER)


def _has_one_frame(page: Page) -> list[str]:
    problems = []
    title = (page.findtext("head/title") or "").strip()
    if not title.strip(" –,"):
        problems.append("no title")
    elif title.startswith("–"):
        problems.append("the title says nothing of its own")
    for name in ("h1", "main"):
        found = sum(1 for _ in page.iter(name))
        if found != 1:
            problems.append(f"{found} {name} instead of one")
    return problems


def _labels_its_inputs(page: Page) -> list[str]:
    targets = {label.get("for") for label in page.iter("label") if label.get("for") and _text(label)}
    problems = []
    for control in page.iter("input", "select", "textarea"):
        if control.tag == "input" and control.get("type") in NOT_TYPED_IN:
            continue
        wrapped = next(control.iterancestors("label"), None)
        named = control.get("aria-label") or control.get("aria-labelledby") or control.get("id") in targets
        if not named and (wrapped is None or not _text(wrapped)):
            problems.append(f"no label for {_short(control)}")
        if control.get("type") == "radio" and next(control.iterancestors("fieldset"), None) is None:
            problems.append(f"radio button outside a fieldset: {_short(control)}")
    problems += [
        f"fieldset without legend: {_short(group)}"
        for group in page.iter("fieldset")
        if group.find(".//legend") is None
    ]
    return problems


def _guards_its_forms(page: Page) -> list[str]:
    return [
        f"no token in {_short(form)}"
        for form in page.iter("form")
        if form.get("method", "").lower() == "post"
        and not any(field.get("type") == "hidden" and field.get("name") in TOKENS for field in form.iter("input"))
    ]


def _keeps_code_out(page: Page) -> list[str]:
    problems = [f"inline style element: {_short(tag)}" for tag in page.iter("style")]
    for script in page.iter("script"):
        if script.get("type") != "application/ld+json" and (not script.get("src") or _text(script)):
            problems += [f"inline script: {_short(script)}"]
    for tag in page.iter(etree.Element):
        problems += [
            f"attribute {name} on {_short(tag)}"
            for name, value in tag.items()
            if name == "style" or name.startswith("on") or value.startswith("javascript:")
        ]
    return problems


def _names_things_once(page: Page) -> list[str]:
    ids = Counter(page.xpath("//@id"))
    problems = [f"id {name!r} {times} times" for name, times in ids.items() if times > 1]
    for attribute in POINTING:
        for wanted in page.xpath(f"//@{attribute}"):
            problems += [f"{attribute} names {name!r}, which is nowhere" for name in wanted.split() if name not in ids]
    return problems


def _leads_somewhere(page: Page) -> list[str]:
    ids = set(page.xpath("//@id"))
    problems = []
    for link in page.iter("a"):
        href = link.get("href") or "#"
        if href == "#" or (href.startswith("#") and href[1:] not in ids):
            problems.append(f"link to nowhere: {_short(link)}")
        if not _text(link) and not link.get("aria-label"):
            problems.append(f"link without words: {_short(link)}")
    problems += [
        f"button without words: {_short(button)}"
        for button in page.iter("button")
        if not _text(button) and not button.get("aria-label")
    ]
    return problems


def _says_what_to_correct(page: Page) -> list[str]:
    boxes = page.find_class("error-summary")
    return [f"no sentence in {_short(box)}" for box in boxes if box.find(".//li") is None]


def _describes_its_pictures(page: Page) -> list[str]:
    problems = [f"no alt on {_short(image)}" for image in page.iter("img") if image.get("alt") is None]
    problems += [
        f"picture neither named nor hidden: {_short(svg)}"
        for svg in page.iter("svg")
        if svg.get("aria-hidden") != "true"
        and not (svg.get("aria-label") or svg.get("aria-labelledby") or svg.find(".//title") is not None)
    ]
    return problems


def _uses_french_apostrophes(page: Page) -> list[str]:
    return [f"straight apostrophe in {text!r}" for text in _visible(page) if STRAIGHT_APOSTROPHE.search(text)]


CHECKS = (
    _has_one_frame,
    _labels_its_inputs,
    _guards_its_forms,
    _keeps_code_out,
    _names_things_once,
    _leads_somewhere,
    _says_what_to_correct,
    _describes_its_pictures,
    _uses_french_apostrophes,
)


def _visible(page: Page) -> list[str]:
    return VISIBLE(page)


def _text(tag: Page) -> str:
    return "".join(tag.itertext()).strip()


def _short(tag: Page) -> str:
    return html.tostring(tag, encoding="unicode", with_tail=False)[:120].replace("\n", " ")
