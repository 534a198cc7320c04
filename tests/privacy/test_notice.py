"""The privacy notice, and the classes that it is made of."""

import importlib
import pkgutil

import pytest
from bs4 import BeautifulSoup

import cafepol
from cafepol.core import personal
from cafepol.core.db import Base
from cafepol.core.filters import sentence
from cafepol.registrations.states import NOTICE_VERSION
from tests.pages import words

LONGEST = 20  # words in a sentence


def every_column():
    for package in pkgutil.iter_modules(cafepol.__path__, "cafepol."):
        if package.ispkg and importlib.util.find_spec(f"{package.name}.models"):
            importlib.import_module(f"{package.name}.models")
    return [column for table in Base.metadata.sorted_tables for column in table.columns]


def test_every_column_of_every_table_says_what_it_holds_about_people():
    columns = every_column()
    unsaid = [str(column) for column in columns if column.info.get("privacy") not in personal.ALL]
    assert len(columns) > 100
    assert unsaid == []


def test_no_table_asks_what_cafepol_never_needs():
    forbidden = ("birth", "national", "gender", "nationality", "religion", "photo")
    assert [str(column) for column in every_column() if any(word in column.name for word in forbidden)] == []


def test_every_class_in_use_is_on_the_page_with_basis_and_period(client):
    used = {column.info["privacy"].key for column in every_column()} - {personal.NONE.key}
    page = words(client.get("/vie-privee").text)
    shown = {
        each.key
        for each in personal.ALL
        if each is not personal.NONE and f"{sentence(each.label)} {sentence(each.period)}" in page
    }
    assert used <= shown
    for each in personal.ALL:
        assert sentence(each.basis) in page


@pytest.mark.parametrize(
    "needed",
    [
        "Responsable du traitement Zone de Police Boraine, avenue du Docteur Schweitzer 160",
        "Délégué à la protection des données (DPO) zp.boraine@police.belgium.eu",
        "La finalité",
        "La base juridique",
        "Les destinataires",
        "Durée",
        "Vos droits",
        "Organe de contrôle de l’information policière (COC)",
        "facultatif",
        f"Version {NOTICE_VERSION}",
    ],
)
def test_the_notice_says_what_the_law_asks(client, needed):
    assert needed.casefold() in words(client.get("/vie-privee").text).casefold()


@pytest.mark.parametrize("path", ["/vie-privee", "/accessibilite"])
def test_sentences_are_short(client, path):
    page = BeautifulSoup(client.get(path).text, "html.parser")
    for paragraph in page.select("main p"):
        for said in words(str(paragraph)).replace("?", ".").split(". "):
            assert len([word for word in said.split() if word not in {"«", "»", ":", ";"}]) <= LONGEST, said
