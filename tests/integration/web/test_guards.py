"""What stands before every view: origins, headers, reading only, errors that say what to do."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import WriteInReadError, transaction
from eventsite.web.access import public
from eventsite.web.headers import HEADERS


@pytest.fixture
def probing(app: Flask) -> FlaskClient:
    """Give a client of an application with three addresses of our own."""

    @public
    def post() -> str:
        with transaction():
            return "done"

    @public
    def writing_get() -> str:
        with transaction():
            return "never"

    @public
    def broken() -> str:
        raise ZeroDivisionError

    app.add_url_rule("/probe/post", "probe_post", post, methods=["GET", "POST"])
    app.add_url_rule("/probe/get", "probe_get", writing_get)
    app.add_url_rule("/probe/broken", "probe_broken", broken)
    return app.test_client()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Referer": "http://["}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Referer": "http://["}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({}, 200),
    ],
)
def test_a_form_comes_from_here(probing: FlaskClient, headers: dict[str, str], status: int) -> None:
    assert probing.post("/probe/post", headers=headers).status_code == status


@pytest.mark.parametrize("query", ["q=%00", "%00=1", "q=a&slot=b%00c", "q=1%00&q=2"])
def test_an_address_with_a_nul_is_none_of_ours(probing: FlaskClient, query: str) -> None:
    assert probing.get(f"/probe/post?{query}").status_code == 404
    assert probing.post(f"/probe/post?{query}").status_code == 404
    assert probing.post(f"/probe/post?{query.replace('%', '%25')}").status_code == 200


def test_get_never_writes(probing: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    assert probing.get("/probe/get").status_code == 500
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [WriteInReadError]


def test_a_post_writes_after_a_get_was_refused(probing: FlaskClient) -> None:
    probing.get("/probe/get")
    assert probing.post("/probe/post").text == "done"


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/account/sign-in"])
def test_every_answer_says_how_to_treat_it(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert headers["Cache-Control"].startswith(("private", "public"))


def test_readiness_sees_the_migrations(client: FlaskClient) -> None:
    assert client.get("/readyz").json == {"ready": True}


def test_a_bug_is_a_page_and_not_a_trace(probing: FlaskClient) -> None:
    answer = probing.get("/probe/broken")
    assert answer.status_code == 500
    assert "It is our mistake" in answer.text
    assert "ZeroDivisionError" not in answer.text
