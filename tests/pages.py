"""What every page of the house keeps to: `check_page` runs on each HTML page that any test fetches."""

import re
from collections import Counter

from bs4 import BeautifulSoup, Doctype, Tag
from bs4.element import Comment, NavigableString

from cafepol.core.languages import catalogues

NOT_TYPED_IN = {"hidden", "submit", "button", "image", "reset"}
PARTNERS = ("/invitations/", "/partenaires/")  # who reads these pages may read another language than French
TOKENS = {"csrf_token", "jeton"}
UNSEEN = ("script", "style", "template", "title")
STRAIGHT_APOSTROPHE = re.compile(r"[^\W\d_]'[^\W\d_]")
SPACES = re.compile(r"\s+")


def words(html: str) -> str:
    """The visible text of a page, every run of spaces (no-break ones too) made one plain space."""
    return SPACES.sub(" ", " ".join(_visible(BeautifulSoup(html, "html.parser")))).strip()


def check_page(html: str, path: str) -> None:
    """Fail, naming the page, when it breaks a rule of the house: see the functions below."""
    page = BeautifulSoup(html, "html.parser")
    problems = [problem for check in CHECKS for problem in check(page)]
    language = page.html.get("lang") if page.html else None
    if language not in ({"fr", *catalogues()} if path.startswith(PARTNERS) else {"fr"}):
        problems.append(f"lang is {language}")
    assert not problems, f"{path}: " + "; ".join(problems)


def _has_one_frame(page: BeautifulSoup) -> list[str]:
    problems = []
    if not any(isinstance(item, Doctype) for item in page.contents):
        problems.append("no doctype")
    if page.title is None or not page.title.get_text(strip=True).strip(" –,"):
        problems.append("no title")
    elif page.title.get_text().strip().startswith("–"):
        problems.append("the title says nothing of its own")
    if len(page.find_all("h1")) != 1:
        problems.append(f"{len(page.find_all('h1'))} h1 instead of one")
    if len(page.find_all("main")) != 1:
        problems.append(f"{len(page.find_all('main'))} main instead of one")
    return problems


def _labels_its_inputs(page: BeautifulSoup) -> list[str]:
    targets = {label["for"] for label in page.find_all("label", attrs={"for": True}) if label.get_text(strip=True)}
    problems = []
    for control in page.find_all(["input", "select", "textarea"]):
        if control.name == "input" and control.get("type") in NOT_TYPED_IN:
            continue
        wrapped = control.find_parent("label")
        named = control.get("aria-label") or control.get("aria-labelledby") or control.get("id") in targets
        if not named and not (wrapped and wrapped.get_text(strip=True)):
            problems.append(f"no label for {_short(control)}")
        if control.get("type") == "radio" and control.find_parent("fieldset") is None:
            problems.append(f"radio button outside a fieldset: {_short(control)}")
    problems += [
        f"fieldset without legend: {_short(group)}" for group in page.find_all("fieldset") if group.legend is None
    ]
    return problems


def _guards_its_forms(page: BeautifulSoup) -> list[str]:
    return [
        f"no token in {_short(form)}"
        for form in page.find_all("form")
        if str(form.get("method", "")).lower() == "post"
        and not any(field.get("name") in TOKENS for field in form.find_all("input", type="hidden"))
    ]


def _keeps_code_out(page: BeautifulSoup) -> list[str]:
    problems = [f"inline style element: {_short(tag)}" for tag in page.find_all("style")]
    for script in page.find_all("script"):
        if script.get("type") != "application/ld+json" and (not script.get("src") or script.get_text(strip=True)):
            problems += [f"inline script: {_short(script)}"]
    for tag in page.find_all(True):
        problems += [
            f"attribute {name} on {_short(tag)}"
            for name in tag.attrs
            if name == "style" or name.startswith("on") or str(tag.get(name)).startswith("javascript:")
        ]
    return problems


def _names_things_once(page: BeautifulSoup) -> list[str]:
    ids = Counter(str(tag["id"]) for tag in page.find_all(id=True))
    problems = [f"id {name!r} {times} times" for name, times in ids.items() if times > 1]
    for tag in page.find_all(True):
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            wanted = str(tag.get(attribute, "")).split()
            problems += [f"{attribute} names {name!r}, which is nowhere" for name in wanted if name not in ids]
    return problems


def _leads_somewhere(page: BeautifulSoup) -> list[str]:
    ids = {str(tag["id"]) for tag in page.find_all(id=True)}
    problems = []
    for link in page.find_all("a"):
        href = link.get("href")
        if href is None or href in {"", "#"} or (str(href).startswith("#") and str(href)[1:] not in ids):
            problems.append(f"link to nowhere: {_short(link)}")
        if not link.get_text(strip=True) and not link.get("aria-label"):
            problems.append(f"link without words: {_short(link)}")
    problems += [
        f"button without words: {_short(button)}"
        for button in page.find_all("button")
        if not button.get_text(strip=True) and not button.get("aria-label")
    ]
    return problems


def _says_what_to_correct(page: BeautifulSoup) -> list[str]:
    return [f"no sentence in {_short(box)}" for box in page.select(".error-summary") if not box.select("li")]


def _describes_its_pictures(page: BeautifulSoup) -> list[str]:
    problems = [f"no alt on {_short(image)}" for image in page.find_all("img") if image.get("alt") is None]
    problems += [
        f"picture neither named nor hidden: {_short(svg)}"
        for svg in page.find_all("svg")
        if svg.get("aria-hidden") != "true" and not (svg.get("aria-label") or svg.get("aria-labelledby") or svg.title)
    ]
    return problems


def _uses_french_apostrophes(page: BeautifulSoup) -> list[str]:
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


def _visible(page: BeautifulSoup) -> list[str]:
    return [
        str(text)
        for text in page.find_all(string=True)
        if type(text) is NavigableString
        and not isinstance(text, Comment)
        and (text.parent is None or text.parent.name not in UNSEEN)
    ]


def _short(tag: Tag) -> str:
    return str(tag)[:120].replace("\n", " ")
