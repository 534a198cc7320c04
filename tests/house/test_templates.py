"""Pages: every file is used, every import too, and nothing but showing happens in them."""

import re
from functools import cache

import pytest
from jinja2 import Environment, nodes

from tests.house.rooms import modules, templates

PAGES = tuple(name for name in templates() if not name.startswith("mail/"))
INLINE = re.compile(
    r"<style|<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE
)
# names that would fetch something: a page shows what its view gave it
FETCHES = {"db", "session", "queries", "query", "select", "Session", "engine"}
READS = {"query", "filter_by", "scalars", "scalar", "execute", "all"}


@cache
def tree(name: str) -> nodes.Template:
    return Environment(extensions=["jinja2.ext.i18n"]).parse(templates()[name])  # noqa: S701 -- parsed, never rendered


def named(name: str) -> set[str]:
    """The templates that this one extends, includes or imports."""
    found = set()
    for kind in (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport):
        for node in tree(name).find_all(kind):
            wanted = node.template
            found |= (
                {each.value for each in wanted.find_all(nodes.Const)}
                if not isinstance(wanted, nodes.Const)
                else {wanted.value}
            )
    return found


def rendered_by_code() -> set[str]:
    """The templates that a module names: a page in full, a mail without its ending."""
    strings = {text for module in modules() for text in module.strings}
    mails = {text for module in modules() if module.last == "mails" for text in module.strings}
    mails |= {start + end for start in mails if start.endswith("_") for end in strings if end.isidentifier()}
    return {
        name for name in templates() if name in strings or re.sub(r"^mail/(.+)\.(?:txt|html)$", r"\1", name) in mails
    }


def macros(name: str) -> set[str]:
    return {node.name for node in tree(name).find_all(nodes.Macro)}


def imports(name: str) -> dict[str, str]:
    """Local name -> imported template."""
    return {node.target: node.template.value for node in tree(name).find_all(nodes.Import)}


def uses(name: str, alias: str) -> set[str]:
    """What a template takes of an imported one."""
    return {
        node.attr
        for node in tree(name).find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and node.node.name == alias
    }


def test_every_template_is_used():
    used, fresh = set(), rendered_by_code()
    while fresh:
        used |= fresh
        fresh = set().union(*(named(name) for name in fresh)) - used
    assert set(templates()) - used == set()


def test_every_template_that_is_named_exists():
    asked = set().union(*(named(name) for name in templates()))
    asked |= {
        text for m in modules() for text in m.strings if re.fullmatch(r"[a-z_]+(?:/[a-z_]+)+\.(?:html|txt)", text)
    }
    assert asked - set(templates()) == set()


@pytest.mark.parametrize("name", templates())
def test_a_template_imports_what_it_uses_and_uses_what_it_imports(name):
    for alias, source in imports(name).items():
        used = uses(name, alias)
        assert used, f"{source} is imported as {alias} and not used"
        assert used <= macros(source), f"{source} has no {used - macros(source)}"


def test_every_macro_is_used():
    """By another template, or by the one that has it."""
    called = set()
    for name in templates():
        for alias, source in imports(name).items():
            called |= {(source, used) for used in uses(name, alias)}
        called |= {
            (name, node.node.name) for node in tree(name).find_all(nodes.Call) if isinstance(node.node, nodes.Name)
        }
    idle = {(name, macro) for name in templates() for macro in macros(name)} - called
    assert idle == set()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_code_and_no_style_of_its_own(name):
    assert not INLINE.findall(templates()[name])


@pytest.mark.parametrize("name", templates())
def test_a_template_fetches_nothing(name):
    names = {node.name for node in tree(name).find_all(nodes.Name) if node.ctx == "load"}
    calls = {node.node.attr for node in tree(name).find_all(nodes.Call) if isinstance(node.node, nodes.Getattr)}
    assert not names & FETCHES
    assert not calls & READS


@pytest.mark.parametrize("name", PAGES)
def test_a_page_links_by_the_name_of_a_view(name):
    """An address is written once, where its view is; the style sheet of the zone and fragments excepted."""
    written = re.findall(r"(?:href|action)=\"(/[^\"{]*)\"", templates()[name])
    assert set(written) <= {"/theme.css"}
