"""Changes of a release, read in full and in part."""

from __future__ import annotations

from eventsite.programme.releases.changes import (
    Change,
    FieldChange,
    Happening,
    Head,
    Subject,
    pack,
    unpack,
    unpack_heads,
    unpack_part,
)

CHANGES = (
    Change(Subject.SESSION, "S1", "Water", Happening.ADDED, (FieldChange("Title", "", "Water"),), "main", "panel"),
    Change(Subject.SESSION, "S2", "“Pipes” ☃", Happening.CANCELLED, (), "main", "talk"),
    Change(Subject.PERSON, "ada", "Ada", Happening.CHANGED, (FieldChange("Name", "A.", "Ada"),)),
)


def test_heads_say_what_happened_to_what() -> None:
    assert unpack_heads(pack(CHANGES)) == tuple(Head(change.subject, change.happening) for change in CHANGES)
    assert unpack_heads(pack(())) == ()


def test_a_part_is_what_stands_there_in_full() -> None:
    packed = pack(CHANGES)
    assert unpack(packed) == CHANGES
    assert unpack_part(packed, 0, 3) == CHANGES
    assert unpack_part(packed, 1, 2) == CHANGES[1:2]
    assert unpack_part(packed, 2, 50) == CHANGES[2:]
    assert unpack_part(packed, 0, 0) == ()
