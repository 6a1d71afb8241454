"""Terms and refund policy: each change is a new version, and none is ever changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventsite.core.db import db, transaction
from eventsite.registration.basket import Item
from eventsite.registration.models import Terms
from tests.fixtures.cast import Cast, Member
from tests.fixtures.queries import Statements
from tests.forms import read_form
from tests.integration.registration.manage.conftest import LIST, problems_of, this_summit
from tests.on_sale import add_order, add_terms

As = Callable[[Member], FlaskClient]
TERMS = f"{LIST}/terms"


@pytest.fixture
def owner(cast: Cast, as_member: As, selling: None) -> FlaskClient:
    return as_member(cast.owner)


@pytest.fixture
def versions(app: Flask) -> Callable[[], list[tuple[int, str, str]]]:
    def read() -> list[tuple[int, str, str]]:
        with app.app_context():
            rows = db.session.scalars(select(Terms).order_by(Terms.version)).all()
            return [(row.version, row.terms, row.refund_policy) for row in rows]

    return read


Versions = Callable[[], list[tuple[int, str, str]]]


def save(client: FlaskClient, terms: str, policy: str, version: str | None = None, **more: str) -> int:
    opened = read_form(client.get(TERMS).text)["version"] if version is None else version
    data = {"version": opened, "terms": terms, "refund_policy": policy, **more}
    return client.post(TERMS, data=data).status_code


def test_each_change_is_a_version(owner: FlaskClient, versions: Versions) -> None:
    assert save(owner, "Be kind.\r\n\r\n*Always.*", "None.") == 302
    assert "Buyers accept version 1 from now on." in owner.get(TERMS).text
    assert save(owner, "Be kind.\n\n*Always.*", "All of it.") == 302
    assert versions() == [(1, "Be kind.\n\n*Always.*", "None."), (2, "Be kind.\n\n*Always.*", "All of it.")]


def test_saving_the_same_again_changes_nothing(owner: FlaskClient, versions: Versions) -> None:
    save(owner, "Be kind.", "None.")
    before = versions()
    owner.get(TERMS)
    for version in (None, "0", "7", "x", ""):
        assert save(owner, " Be kind. ", "None.\n", version) == 302
        assert "Nothing was changed." in owner.get(TERMS).text
    assert versions() == before


@pytest.mark.parametrize("version", ["0", "2", "x", "", "-1", "１", "99999999999999999999"])
def test_a_stale_form_changes_nothing_and_loses_nothing(owner: FlaskClient, versions: Versions, version: str) -> None:
    save(owner, "Be kind.", "None.")
    data = {"version": version, "terms": "Mine.", "refund_policy": "Mine too."}
    answer = owner.post(TERMS, data=data)
    assert answer.status_code == 409
    assert "Somebody saved other terms after you opened these." in answer.text
    assert f'href="{TERMS}/1"' in answer.text
    assert versions() == [(1, "Be kind.", "None.")]
    form = read_form(answer.text)
    assert (form["terms"], form["refund_policy"]) == ("Mine.", "Mine too.")
    assert owner.post(TERMS, data=form).status_code == 302
    assert versions()[1:] == [(2, "Mine.", "Mine too.")]


@pytest.mark.parametrize(
    ("terms", "policy", "problems"),
    [
        ("", "None.", ["Say what a buyer agrees to: a sentence is enough."]),
        (" \n\u202e", "None.", ["Say what a buyer agrees to: a sentence is enough."]),
        ("Be kind.", "", ["Say whether money comes back, and until when: a buyer wants to know first."]),
        ("x" * 50_001, "None.", ["This is longer than 50,000 letters. Make it shorter."]),
    ],
)
def test_what_is_missing_or_too_long_is_said(
    owner: FlaskClient, versions: Versions, terms: str, policy: str, problems: list[str]
) -> None:
    answer = owner.post(TERMS, data={"version": "0", "terms": terms, "refund_policy": policy})
    assert (answer.status_code, problems_of(answer.text), versions()) == (422, problems, [])


def test_a_version_is_read_as_it_was_accepted(owner: FlaskClient, app: Flask) -> None:
    with app.app_context(), transaction():
        accepted = add_terms(this_summit(), "First <script>alert(1)</script> *terms*.", "No money.")
        order = add_order(this_summit(), [Item("all-access", "", 1)])
        order.terms = accepted
        add_terms(this_summit(), "Second.", "Money.")
    page = owner.get(f"{TERMS}/1").text
    assert "<em>terms</em>" in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "a later version has taken its place" in page
    listed = owner.get(TERMS).text
    assert ("<td>1 order</td>" in listed, "<td>0 orders</td>" in listed) == (True, True)


def test_a_preview_saves_nothing(owner: FlaskClient, versions: Versions) -> None:
    data = {"version": "0", "terms": "Be *kind*.", "refund_policy": "", "do": "preview"}
    answer = owner.post(TERMS, data=data)
    assert (answer.status_code, versions()) == (200, [])
    assert "<p>Be <em>kind</em>.</p>" in answer.text
    assert read_form(answer.text)["terms"] == "Be *kind*."


def test_who_has_terms_elsewhere_has_none_here(owner: FlaskClient, as_member: As, cast: Cast) -> None:
    save(owner, "Be kind.", "None.")
    elsewhere = as_member(cast.stranger).get("/manage/other-summit-2026/passes/terms").text
    assert ("Not written yet" in elsewhere, "Be kind." in elsewhere) == (True, False)


def test_the_page_costs_the_same_with_one_version_and_with_three(
    owner: FlaskClient, app: Flask, count_queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    counts = []
    for more in (1, 2):
        with app.app_context(), transaction():
            for _ in range(more):
                add_terms(this_summit())
        with count_queries() as queries:
            assert owner.get(TERMS).status_code == 200
        counts.append(queries.count)
    assert counts == [7, 7]
