"""Numbers in addresses: one that no row can have is not there, whichever database is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import IntegerConverter, Rule

from eventsite.web.paths import MOST
from tests.fixtures.cast import Cast, Member


def numbered(app: Flask) -> list[Rule]:
    """Return the rules that hold a number."""
    return [rule for rule in app.url_map.iter_rules() if "int" in kinds_of(rule).values()]


def kinds_of(rule: Rule) -> dict[str, str]:
    """Return argument -> 'int', or '' for any other."""
    return {
        name: "int" if isinstance(part, IntegerConverter) else "" for name, part in rule._converters.items()
    }


def asked(app: Flask, client: FlaskClient, slug: str, number: int) -> dict[tuple[str, str], int]:
    """Return method and path of each such rule, with `number` for its numbers -> what is answered."""
    answers = {}
    for rule in numbered(app):
        given = {
            name: number if kind else slug if name == "summit" else "room" for name, kind in kinds_of(rule).items()
        }
        built = rule.build(given, append_unknown=False)
        assert built is not None
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            answers[method, built[1]] = client.open(built[1], method=method).status_code
    return answers


@pytest.mark.parametrize("number", [MOST + 1, 2**63])
def test_a_number_that_no_row_has_is_not_there(
    app: Flask, cast: Cast, as_member: Callable[[Member], FlaskClient], number: int
) -> None:
    answers = asked(app, as_member(cast.owner), cast.slug, number)
    assert len(answers) > 15
    assert {address: status for address, status in answers.items() if status != 404} == {}


def test_the_last_number_there_is_may_be_asked_for(
    app: Flask, cast: Cast, as_member: Callable[[Member], FlaskClient]
) -> None:
    answers = asked(app, as_member(cast.owner), cast.slug, MOST)
    assert {address: status for address, status in answers.items() if status >= 500} == {}
