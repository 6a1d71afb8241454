"""The rows of the capacity table."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import transaction
from eventsite.registration.basket import Item
from eventsite.registration.queries import list_capacities
from eventsite.registration.services.availability import SoldOut
from tests.fixtures.cast import Cast, Member
from tests.forms import read_form
from tests.integration.registration.manage.conftest import LIST, this_summit
from tests.on_sale import add_order

As = Callable[[Member], FlaskClient]
TWIN = "There is a capacity 'Hall' already. Choose another name."


@pytest.fixture
def owner(cast: Cast, as_member: As, selling: None) -> FlaskClient:
    return as_member(cast.owner)


@pytest.fixture
def sizes(app: Flask) -> Callable[[], dict[str, int]]:
    def read() -> dict[str, int]:
        with app.app_context():
            return {capacity.name: capacity.size for capacity in list_capacities(this_summit())}

    return read


Sizes = Callable[[], dict[str, int]]


def above(page: str) -> list[str]:
    """Return the sentences of the notice above the list; each leads to its field."""
    notice = page.partition('<ul class="problems">')[2].partition("</ul>")[0]
    lines = re.findall(r'<li><a href="#capacity-\w+-(?:name|size)">\w+</a>: (.*?)</li>', notice)
    return [unescape(line) for line in lines]


def flashed(client: FlaskClient, kind: str = "good") -> str:
    page = client.get(LIST).text
    return page.partition(f'<p class="notice notice-{kind}"')[2].partition("</p>")[0].partition("<span>")[2][:-7]


def test_one_is_added(owner: FlaskClient, sizes: Sizes) -> None:
    data = {"capacity-new-name": "  Attic \t room ", "capacity-new-size": " 1,200 "}
    assert owner.post(f"{LIST}/capacities/new", data=data).location == f"{LIST}#capacities"
    assert flashed(owner) == "Attic room holds 1,200. Tick it in each pass that draws from it."
    assert sizes() == {"Attic room": 1200, "Hall": 10, "Small room": 4}


def test_one_is_renamed_and_resized(owner: FlaskClient, sizes: Sizes, sold: None) -> None:
    owner.post(f"{LIST}/capacities/1/edit", data={"capacity-1-name": "hall", "capacity-1-size": "3"})
    assert flashed(owner) == "hall holds 3 now; 0 of them are left."
    assert sizes() == {"Small room": 4, "hall": 3}


def test_a_size_below_what_is_taken_warns_and_sells_nothing_more(
    owner: FlaskClient, app: Flask, sizes: Sizes, sold: None
) -> None:
    owner.post(f"{LIST}/capacities/1/edit", data={"capacity-1-name": "Hall", "capacity-1-size": "2"})
    sentence = "Nobody loses a seat, and nothing more is sold."
    assert flashed(owner) == f"Hall holds 2 now, and 3 are taken already. {sentence}"
    page = owner.get(LIST).text
    assert f"<b>Hall holds 2, and 3 are taken.</b> {sentence}" in page
    assert "<b>0 left</b> of 2" in page
    with app.app_context(), pytest.raises(SoldOut), transaction():
        add_order(this_summit(), [Item("all-access", "", 1)])


@pytest.mark.parametrize(
    ("name", "size", "problems"),
    [
        ("Attic", "", ["Give a number."]),
        ("Attic", "-1", ["'-1' is no whole number. Write it as in 40."]),
        ("Attic", "1e9", ["'1e9' is no whole number. Write it as in 40."]),
        ("Attic", "１２", ["'１２' is no whole number. Write it as in 40."]),
        ("Attic", "NaN", ["'NaN' is no whole number. Write it as in 40."]),
        ("Attic", "99999999999999", ["'99999999999999' is no whole number. Write it as in 40."]),
        ("Attic", "1000001", ["A capacity has from 0 to 1,000,000 seats. Use a whole number between them."]),
        ("", "5", ["Give the capacity a name, as in Hall."]),
        ("\u202e", "5", ["Give the capacity a name, as in Hall."]),
        ("x" * 10_000, "5", ["This is longer than 120 letters. Make it shorter."]),
        ("HALL", "5", [TWIN]),
        ("", "x", ["Give the capacity a name, as in Hall.", "'x' is no whole number. Write it as in 40."]),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    owner: FlaskClient, sizes: Sizes, name: str, size: str, problems: list[str]
) -> None:
    for id in ("new", "2"):
        before = sizes()
        path = f"{LIST}/capacities/new" if id == "new" else f"{LIST}/capacities/2/edit"
        answer = owner.post(path, data={f"capacity-{id}-name": name, f"capacity-{id}-size": size})
        assert (answer.status_code, sizes()) == (422, before)
        assert above(answer.text) == problems
        form = read_form(answer.text)
        assert (form[f"capacity-{id}-name"], form[f"capacity-{id}-size"]) == (
            name.replace("\u202e", ""), size,
        )  # fmt: skip
        assert form["capacity-1-name"] == "Hall"


def test_one_that_nothing_draws_from_is_deleted(owner: FlaskClient, sizes: Sizes) -> None:
    owner.post(f"{LIST}/capacities/new", data={"capacity-new-name": "Attic", "capacity-new-size": "0"})
    page = owner.get(LIST).text
    assert page.count(">Delete ") == 1
    address = page.partition("/delete")[0].rpartition('"')[2] + "/delete"
    assert owner.post(address).location == f"{LIST}#capacities"
    assert flashed(owner) == "Attic is deleted. No pass drew from it."
    assert sizes() == {"Hall": 10, "Small room": 4}


def test_one_that_passes_draw_from_stays(owner: FlaskClient, sizes: Sizes) -> None:
    for id, sentence in ((1, "Hall stays: All access and Workshop draw from it."),
                         (2, "Small room stays: Workshop draws from it.")):
        assert owner.post(f"{LIST}/capacities/{id}/delete").status_code == 302
        assert flashed(owner, "bad") == sentence
    assert sizes() == {"Hall": 10, "Small room": 4}


def test_the_same_name_elsewhere_is_no_twin(owner: FlaskClient, sizes: Sizes) -> None:
    assert owner.post(
        f"{LIST}/capacities/new", data={"capacity-new-name": "Dojo", "capacity-new-size": "1"}
    ).status_code == 302
    assert sizes()["Dojo"] == 1
