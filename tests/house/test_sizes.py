"""Guide numbers, not limits to game: what is larger stands here with its reason, or is taken apart."""

import ast

from tests.house.rooms import ROOT, modules, templates

MODULE, FUNCTION, VIEW, TEMPLATE, CONFTEST = 250, 25, 20, 120, 80
LARGER_MODULES = {}
LARGER_FUNCTIONS = {
    "cafepol.core.web.init_app": "one table of Flask's settings",
    "cafepol.concerns.hearing._concern": "one row, a fact a line",
    "cafepol.flyers.queries.flyer_content": "one paper, a fact a line",
    "cafepol.registrations.settling.add": "one row, a fact a line",
    "cafepol.zone.profile._zone": "one row, a fact a line",
}
LARGER_TEMPLATES = {
    "desk/_hub.html": "the hub's eight blocks, a macro each",
    "desk/_todo.html": "the day's lists, a macro each",
}
LARGER_FIXTURES = {
    "concerns": "the café, its people and the ways to be heard, as one class",
    "front": "cafés in every state that a visitor may meet",
    "journeys": "a whole installation: server, worker, letter box, browser",
    "registrations": "a page with the form, as the meeting's page shows it",
}


def length(text: str) -> int:
    return len(text.splitlines())


def body(function: ast.FunctionDef) -> int:
    """Lines of a function without decorators, signature and docstring: what it does."""
    first = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return function.end_lineno - first[0].lineno + 1 if first else 0


def guide(module) -> int:
    return VIEW if module.last.endswith("views") else FUNCTION


def functions():
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef):
                yield module, node


def test_modules_are_of_a_size_to_be_read():
    larger = {m.name: length(m.source) for m in modules() if length(m.source) > MODULE and m.name not in LARGER_MODULES}
    assert larger == {}


def test_half_of_the_modules_fit_on_a_screen():
    sizes = sorted(length(m.source) for m in modules() if m.source.strip())
    assert sizes[len(sizes) // 2] <= 90


def test_functions_are_of_a_size_to_be_read():
    larger = {f"{module.name}.{node.name}": body(node) for module, node in functions() if body(node) > guide(module)}
    assert {name: size for name, size in larger.items() if name not in LARGER_FUNCTIONS} == {}


def test_templates_are_of_a_size_to_be_read():
    larger = {name: length(text) for name, text in templates().items() if length(text) > TEMPLATE}
    assert {name: size for name, size in larger.items() if name not in LARGER_TEMPLATES} == {}


def test_fixtures_are_of_a_size_to_be_read():
    for path in (ROOT / "tests").rglob("conftest.py"):
        small = length(path.read_text(encoding="utf-8")) <= CONFTEST
        assert small != (path.parent.name in LARGER_FIXTURES), path


def test_no_exception_has_outlived_its_reason():
    sizes = {m.name: length(m.source) for m in modules()}
    assert all(sizes.get(name, 0) > MODULE for name in LARGER_MODULES)
    assert all(length(templates().get(name, "")) > TEMPLATE for name in LARGER_TEMPLATES)
    big = {f"{module.name}.{node.name}" for module, node in functions() if body(node) > guide(module)}
    assert LARGER_FUNCTIONS.keys() <= big
