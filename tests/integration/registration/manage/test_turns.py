"""Organizers and buyers at the same moment: nobody waits for ever, and a code or a place is given out once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from eventsite.core.db import db, transaction
from eventsite.core.errors import StaleEdit
from eventsite.registration.basket import Item
from eventsite.registration.models import Capacity
from eventsite.registration.queries import current_terms, list_passes
from eventsite.registration.services import capacities, selling
from eventsite.registration.services.plans import Opening, PassPlan, PhasePlan
from eventsite.registration.services.terms import add_terms
from eventsite.registration.states import Opens
from tests.integration.registration.manage.conftest import stored, this_summit
from tests.on_sale import add_order
from tests.racing import at_once

pytestmark = pytest.mark.usefixtures("selling")


def plan(name: str = "Race", **fields: Any) -> PassPlan:
    return PassPlan(name=name, opens=(Opening(Opens.SUMMIT),), phases=(PhasePlan("", 59900),), **fields)


def once(work: Callable[[], Any]) -> Callable[[], Any]:
    """Return the work in a transaction of its own, as a view does it."""

    def run() -> Any:
        with transaction():
            return work()

    return run


def outcomes(results: list[Any]) -> Counter[str]:
    return Counter(type(result).__name__ if isinstance(result, Exception) else "done" for result in results)


def test_nobody_waits_for_ever(app: Flask) -> None:
    """Everybody wants the same capacities, passes and summit, each in their own order."""

    def buy(code: str) -> Callable[[], Any]:
        return once(lambda: add_order(this_summit(), [Item(code, "", 1)]).id)

    def revise(code: str, *ids: int) -> Callable[[], Any]:
        def work() -> int:
            found = stored(code)
            revised = selling.revise_pass(
                pass_type=found, version=found.version, plan=plan(code, capacities=ids), agreed=True
            )
            return revised.version

        return once(work)

    def resize() -> int:
        capacity = db.session.get_one(Capacity, 1)
        return capacities.revise_capacity(capacity=capacity, name="Hall", size=20).size

    works = [buy(code) for code in ("all-access", "workshop") * 3]
    works += [revise("all-access", 2, 1), revise("workshop", 1), once(resize)]
    works += [once(lambda: selling.move_pass(pass_type=stored("workshop"), by=-1))]
    found = outcomes(at_once(app, works))
    assert sum(found.values()) == len(works)
    assert {name for name in found if name not in ("done", "SoldOut")} == set()


def test_a_code_and_a_place_are_given_out_once(app: Flask) -> None:
    works = [once(lambda: selling.add_pass(summit=this_summit(), plan=plan()).code)] * 4
    assert sorted(at_once(app, works)) == ["race", "race-2", "race-3", "race-4"]
    with app.app_context():
        assert [found.position for found in list_passes(this_summit())] == [0, 1, 2, 3, 4, 5]


def test_of_two_who_save_the_same_pass_one_is_told(app: Flask) -> None:
    def work() -> int:
        return selling.revise_pass(pass_type=stored("workshop"), version=1, plan=plan(), agreed=True).version

    assert outcomes(at_once(app, [once(work)] * 3)) == {"done": 1, StaleEdit.__name__: 2}


def test_of_two_who_make_the_same_capacity_one_is_told(app: Flask) -> None:
    works = [once(lambda: capacities.add_capacity(summit=this_summit(), name="Attic", size=1).id)] * 3
    assert outcomes(at_once(app, works)) == {"done": 1, "BadCapacity": 2}


def test_of_two_who_write_terms_one_is_told(app: Flask) -> None:
    def say(text: str) -> Callable[[], Any]:
        return once(lambda: add_terms(summit=this_summit(), terms=text, refund_policy="None.", version=0).version)

    assert outcomes(at_once(app, [say("One."), say("Two."), say("Three.")])) == {"done": 1, StaleEdit.__name__: 2}
    with app.app_context():
        terms = current_terms(this_summit())
        assert terms is not None
        assert terms.version == 1
