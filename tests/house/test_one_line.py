"""What is typed on one line is one line, and short, on every form: it may come to stand in a mail's headers."""

import importlib
from collections.abc import Iterator

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField, PasswordField, StringField, TextAreaField
from wtforms.fields.core import UnboundField

from tests.house.rooms import CODE, ROOT

# numbers and marks that an operation reads, a trap for robots, an address of a calendar: never said to anybody
UNSAID = {"delta", "done", "undo", "present", "step", "precisions", "address"}


def forms_below(form: type[Form]) -> Iterator[type[Form]]:
    for each in form.__subclasses__():
        yield each
        yield from forms_below(each)


@pytest.fixture(scope="module")
def lines() -> dict[str, UnboundField]:
    """Every field of one line, by form and name."""
    for path in CODE.rglob("*forms.py"):
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    ours = {form for form in forms_below(Form) if form.__module__.startswith("cafepol.")}
    found = {f"{form.__qualname__}.{name}": getattr(form, name) for form in ours for name in dir(form)}
    return {
        name: field
        for name, field in found.items()
        if isinstance(field, UnboundField)
        and issubclass(field.field_class, StringField)
        and not issubclass(field.field_class, HiddenField | PasswordField | TextAreaField)
        and name.rpartition(".")[2] not in UNSAID
    }


def takes(field: UnboundField, typed: str) -> bool:
    form = type("One", (Form,), {"typed": field})(MultiDict({"typed": typed}))
    return form.validate()


@pytest.mark.parametrize(
    "typed", ["Claire\r\nBcc: v@x.example", "Claire\nBcc: v@x.example", "Claire\rBcc: v@x.example", "é" * 5120]
)
def test_no_field_takes_a_second_line_nor_five_kilobytes(lines, typed):
    assert {"AnswerForm.substitute", "ContactForm.name", "MeetingForm.title", "VenueForm.name"} <= set(lines)
    assert [name for name, field in lines.items() if takes(field, typed)] == []


def test_what_is_looked_at_can_be_told_apart(lines):
    assert takes(lines["ContactForm.name"], "Mme Dubois")
    assert takes(UnboundField(StringField), "é" * 5120)
