"""Every address says who may come, and every exemption says why."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, url_for

from eventsite.permissions import Permission
from eventsite.summits.rules import RULEBOOK
from eventsite.summits.slugs import KEPT_FREE, TAKEN, BadSlug, check_slug
from eventsite.web.access import public
from tests.fixtures.apps import make_app
from tests.house.access import WITHOUT_TOKEN, endpoints_without_token, first_segments, posts

ANYBODY = {"public", "signed-in"}
WORDS = set(Permission) | ANYBODY


def undeclared(app: Flask) -> list[str]:
    """Return the endpoints whose view says nothing, or a word nobody knows."""
    return sorted(
        name for name, view in app.view_functions.items() if getattr(view, "access", None) not in WORDS
    )


def test_every_endpoint_declares_who_may_call_it(any_app: Flask) -> None:
    assert undeclared(any_app) == []


def test_a_view_that_declares_nothing_is_found(tmp_path: Path) -> None:
    app = make_app(tmp_path, "sqlite://")
    app.add_url_rule("/open", "open", public(lambda: "declared"))
    app.add_url_rule("/bare", "bare", lambda: "not declared")
    assert undeclared(app) == ["bare"]


def test_every_permission_has_a_rule() -> None:
    assert set(RULEBOOK) == set(Permission)
    assert [permission for permission, predicates in RULEBOOK.items() if not predicates] == []


def test_permissions_are_alphabetised_words() -> None:
    assert list(Permission) == sorted(Permission)
    assert [permission for permission in Permission if permission.count(":") != 2] == []


def test_first_segments_are_taken(any_app: Flask) -> None:
    assert first_segments(any_app) == TAKEN


def test_no_word_is_both_taken_and_kept_free() -> None:
    assert sorted(TAKEN & KEPT_FREE) == []


@pytest.mark.parametrize("word", sorted(TAKEN | KEPT_FREE))
def test_a_reserved_word_is_no_slug(word: str) -> None:
    with pytest.raises(BadSlug):
        check_slug(word)


def test_every_form_needs_its_token(any_app: Flask) -> None:
    csrf = any_app.extensions["csrf"]
    assert sorted({*csrf._exempt_views, *csrf._exempt_blueprints}) == sorted(WITHOUT_TOKEN)
    assert any_app.config["WTF_CSRF_CHECK_DEFAULT"] is True
    assert any_app.config["WTF_CSRF_METHODS"] == {"POST", "PUT", "PATCH", "DELETE"}


def test_a_post_without_a_token_is_refused(tmp_path: Path) -> None:
    app = make_app(tmp_path, "sqlite://", WTF_CSRF_ENABLED=True)
    exempt = endpoints_without_token(app)
    paths = [rule.rule for rule in posts(app) if not rule.arguments and rule.endpoint not in exempt]
    assert paths != []
    assert {path: app.test_client().post(path).status_code for path in paths} == dict.fromkeys(paths, 403)


@pytest.mark.parametrize("header", [("Sec-Fetch-Site", "cross-site"), ("Origin", "https://elsewhere.example")])
def test_a_post_from_another_site_is_refused(any_app: Flask, header: tuple[str, str]) -> None:
    """This is what guards the forms that need no token, so it is asked of every address that takes one."""
    with any_app.test_request_context():
        paths = [url_for(rule.endpoint, **dict.fromkeys(rule.arguments, "1")) for rule in posts(any_app)]
    answers = {path: any_app.test_client().post(path, headers=[header]).status_code for path in paths}
    assert answers == dict.fromkeys(paths, 403)
