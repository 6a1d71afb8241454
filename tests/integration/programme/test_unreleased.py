"""A summit of which nothing is public yet."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.fixtures.cast import Cast, Member

AsMember = Callable[[Member], FlaskClient]


@pytest.mark.parametrize("path", ["/", "/agenda", "/agenda.ics", "/people/"])
def test_nobody_else_is_told_that_it_exists(client: FlaskClient, cast: Cast, as_member: AsMember, path: str) -> None:
    assert client.get(f"/{cast.slug}{path}").status_code == 404
    assert as_member(cast.stranger).get(f"/{cast.slug}{path}").status_code == 404


def test_its_team_is_led_to_the_first_release(cast: Cast, as_member: AsMember) -> None:
    browser = as_member(cast.viewer)
    answer = browser.get(f"/{cast.slug}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/manage/{cast.slug}/release")
    assert "Nothing of this summit is public yet" in browser.get(f"/manage/{cast.slug}/programme").text
