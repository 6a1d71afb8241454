"""A query or a form holds no NUL, however it was sent."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder

from eventsite.web.texts import Request

FIELDS = {"a\0b": ["1\0", "\0"], "c": ["2"]}
PLAIN = {"ab": ["1", ""], "c": ["2"]}


def asked(**sent: Any) -> Request:
    return Request(EnvironBuilder(**sent).get_environ())


def test_an_address_holds_none() -> None:
    request = asked(query_string="a%00b=1%00&c=2&ab=%00&%00=")
    assert request.args.to_dict(flat=False) == {**PLAIN, "": [""]}
    assert request.values.getlist("ab") == ["1", ""]


@pytest.mark.parametrize("mimetype", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_form_holds_none(mimetype: str) -> None:
    assert asked(method="POST", data=FIELDS, content_type=mimetype).form.to_dict(flat=False) == PLAIN


def test_a_file_is_left_as_it_is() -> None:
    data = {"file": (BytesIO(b"a\0b"), "a.pdf"), "c\0": "2"}
    with asked(method="POST", data=data) as sent:
        assert (sent.files["file"].read(), sent.form.to_dict()) == (b"a\0b", {"c": "2"})
