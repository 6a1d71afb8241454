"""The audit trail tells also what a thing was tied to: that is a row of its own, which is audited too."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import Mapper, registry, relationship

from eventsite.core.db import Model


def untold(mappers: frozenset[Mapper[object]]) -> list[str]:
    """Return the relationships of audited classes that write rows which no class has: no flush tells of those."""
    return sorted(
        f"{mapper.class_.__name__}.{relation.key}"
        for mapper in mappers
        for relation in mapper.relationships
        if getattr(mapper.class_, "__audited__", True) and relation.secondary is not None and not relation.viewonly
    )


def test_nothing_audited_is_tied_to_anything_by_a_row_that_is_not(any_app: Flask) -> None:
    assert untold(Model.registry.mappers) == []


def test_such_a_tie_is_found() -> None:
    class Knot:
        pass

    here = registry()
    knots = Table("knot", here.metadata, Column("id", Integer, primary_key=True))
    ties = Table("tie", here.metadata, Column("one", ForeignKey("knot.id")), Column("two", ForeignKey("knot.id")))
    to_others = relationship(
        Knot, secondary=ties, primaryjoin=knots.c.id == ties.c.one, secondaryjoin=knots.c.id == ties.c.two
    )
    here.map_imperatively(Knot, knots, properties={"others": to_others})
    assert untold(here.mappers) == ["Knot.others"]
