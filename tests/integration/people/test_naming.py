"""People get their codes one after the other, also when two organizers add them at once."""

from __future__ import annotations

import time
from threading import Event, Thread

from flask import Flask

from eventsite.core.db import transaction
from eventsite.people.services.naming import make_person


def test_two_of_one_name_at_once_get_a_code_each(app: Flask) -> None:
    codes: list[str] = []
    is_first_made = Event()

    def add(*, is_first: bool) -> None:
        with app.app_context(), transaction():
            codes.append(make_person(name="Ada Example").code)
            if is_first:
                is_first_made.set()
                time.sleep(0.3)  # the second has looked, found the name free, and waits for us

    first = Thread(target=add, kwargs={"is_first": True})
    first.start()
    assert is_first_made.wait(10)
    add(is_first=False)
    first.join(10)
    assert codes == ["ada-example", "ada-example-2"]
