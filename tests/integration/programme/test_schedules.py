"""The release for other programs."""

import json
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import transaction
from eventsite.programme.services import releasing
from tests.drafts import add_session, add_summit


@pytest.fixture
def released(app: Flask) -> None:
    with app.app_context(), transaction():
        summit = add_summit()
        add_session(summit, "A", title="Poles & permits")
        releasing.release(summit, name="First")


def test_schedule_xml_tells_the_release(client: FlaskClient, released: None) -> None:
    answer = client.get("/summit/schedule.xml")
    assert answer.content_type == "application/xml; charset=utf-8"
    event = ElementTree.fromstring(answer.data).find(".//event")
    assert event is not None
    assert (event.findtext("title"), event.findtext("date")) == ("Poles & permits", "2026-11-01T09:00:00-05:00")


def test_schedule_json_tells_the_release(client: FlaskClient, released: None) -> None:
    answer = client.get("/summit/schedule.json")
    days = json.loads(answer.data)["schedule"]["conference"]["days"]
    assert [day["date"] for day in days] == ["2026-10-31", "2026-11-01", "2026-11-02"]
    assert [event["title"] for day in days for room in day["rooms"].values() for event in room] == ["Poles & permits"]


@pytest.mark.parametrize("name", ["schedule.xml", "schedule.json"])
def test_unchanged_is_304_and_unreleased_is_404(client: FlaskClient, released: None, name: str) -> None:
    etag = client.get(f"/summit/{name}").headers["ETag"]
    assert client.get(f"/summit/{name}", headers={"If-None-Match": etag}).status_code == 304
    assert client.get(f"/nowhere/{name}").status_code == 404
