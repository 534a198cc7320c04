"""What each room of the house may do, as far as import-linter cannot say it."""

import ast
import re
import sys

from tests.house.rooms import modules, rules

VIEWS = re.compile(r"(?:^|_)views$")
FORMS = re.compile(r"(?:^|_)forms$")
# who may import which library: a module's full name, or the last part of it
KEEPERS = {
    "PIL": {"cafepol.printing.pictures", "cafepol.staff.photographs", "cafepol.zone.logos"},
    "aiosmtpd": {"cafepol.messages.mailbox"},
    "alembic": {"cafepol.core.upgrades"},
    "argon2": {"cafepol.accounts.passwords"},
    "babel": {"cafepol.core.filters", "cafepol.core.languages"},
    "email_validator": {"cafepol.core.text"},
    "flask_login": {"cafepol.accounts.guards", "cafepol.accounts.views"},
    "flask_sqlalchemy": {"cafepol.core.db"},
    "flask_wtf": {"cafepol.core.forms", "cafepol.core.web"},
    "gunicorn": {"cafepol.server"},
    "holidays": {"cafepol.zone.queries"},
    "icalendar": {"ical"},
    "itsdangerous": {"cafepol.core.tokens"},
    "phonenumbers": {"cafepol.core.text", "cafepol.core.filters"},
    "recurring_ical_events": {"ical"},
    "segno": {"cafepol.printing.qr"},
    "smtplib": {"cafepol.messages.smtp"},
    "subprocess": {"cafepol.core.bounded", "cafepol.launch", "cafepol.server"},
    "werkzeug": {"cafepol.core.web"},
}
# normal forms of what people type, and whether some bytes are a picture: no rule of the domain, but as pure as one
ALSO_PURE = {"cafepol.core.text": {"email_validator", "phonenumbers"}, "cafepol.zone.logos": {"PIL"}}
# the one clock; the worker of a test is given another
CLOCKS = {"cafepol.core.clock"}


def library(name: str) -> str:
    return name.partition(".")[0]


def test_rules_import_the_standard_library_and_other_rules_only():
    for module in modules():
        if module.name in rules():
            foreign = {
                name
                for name in module.imports
                if name not in rules()
                and library(name) not in sys.stdlib_module_names
                and library(name) not in ALSO_PURE.get(module.name, set())
            }
            assert not foreign, f"{module.name} is a rule and imports {foreign}"


def test_rules_do_not_ask_what_time_it_is_nor_open_files():
    unclean = {"os", "random", "secrets", "socket", "time", "urllib.request", "subprocess"}
    for module in modules():
        if module.name in rules() - {"cafepol.core.text"}:
            assert not module.imports & unclean, module.name


def test_each_library_has_its_keeper():
    for module in modules():
        for used in {library(name) for name in module.imports} & KEEPERS.keys():
            assert KEEPERS[used] & {module.name, module.last}, f"{module.name} imports {used}"


def test_only_printing_and_pdf_modules_draw():
    for module in modules():
        if any(library(name) == "reportlab" for name in module.imports):
            assert module.name.startswith("cafepol.printing.") or ".pdf" in module.name, module.name


def test_only_forms_know_fields():
    for module in modules():
        if any(library(name) == "wtforms" for name in module.imports):
            assert FORMS.search(module.last), module.name


def test_only_the_application_imports_views():
    for module in modules():
        views = {name for name in module.imports if name.startswith("cafepol.") and VIEWS.search(name)}
        assert not views or module.name == "cafepol.app", f"{module.name} imports {views}"


def test_every_module_with_pages_is_listed_in_the_application():
    (application,) = [module for module in modules() if module.name == "cafepol.app"]
    assert {module.name for module in modules() if VIEWS.search(module.last)} <= application.imports


def test_only_mails_render_mail_templates():
    for module in modules():
        named = [text for text in module.strings if text.startswith("mail/")]
        assert not named or module.last == "mails", f"{module.name} names {named}"
        if "cafepol.messages.mails" in module.imports:
            assert module.last == "mails", module.name


def test_only_pages_render_pages():
    for module in modules():
        calls = {node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name)}
        if "render_template" in calls:
            assert VIEWS.search(module.last) or module.name in {"cafepol.core.error_pages", "cafepol.accounts.mails"}, (
                module.name
            )


def test_operations_never_commit_and_never_send():
    for module in modules():
        if module.last in {"operations", "queries", "guards", "mails"} or VIEWS.search(module.last):
            calls = {node.func.attr for node in ast.walk(module.tree) if _is_method_call(node)}
            assert not calls & {"commit", "rollback"}, module.name
            assert "cafepol.messages.smtp" not in module.imports, module.name


def _is_method_call(node) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)


def test_one_module_asks_the_machine_what_time_it_is():
    for module in modules():
        asks = re.findall(
            r"\b(?:datetime\.now|datetime\.utcnow|date\.today|datetime\.today|time\.time)\(", module.source
        )
        assert not asks or module.name in CLOCKS, f"{module.name}: {asks}"


def test_operations_queries_and_rules_are_told_the_time():
    for module in modules():
        if module.name in rules() or module.last in {"operations", "queries", "models"}:
            called = {
                node.func.id
                for node in ast.walk(module.tree)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            }
            if "cafepol.core.clock" in module.imports:
                assert not called & {"now", "today"}, module.name


def test_no_drawer_for_everything():
    names = {module.last for module in modules()}
    assert not names & {"utils", "util", "helpers", "services", "service", "manager", "common", "misc"}


def test_nothing_is_left_for_later():
    for module in modules():
        assert not re.search(r"\b(?:TODO|FIXME|XXX|HACK)\b", module.source), module.name
