"""People as lists show them."""

from __future__ import annotations

from msgspec.structs import replace

from eventsite.programme.pages import faces
from eventsite.programme.pages.faces import Face
from eventsite.programme.releases.public import Programme
from eventsite.programme.releases.snapshot import ReleasedPerson
from tests.unit.calendar.samples import as_programme, make_programme, make_snapshot


def programme_of(*names: str) -> Programme:
    people = tuple(ReleasedPerson(code=str(number), name=name) for number, name in enumerate(names))
    return as_programme(replace(make_snapshot(), people=people, sessions=()))


def test_a_face_shows_title_and_organization_as_billed() -> None:
    assert faces.face(make_programme(), "okafor") == Face("okafor", "Ada Okafor", "Chief Data Officer, City of Example")


def test_a_face_without_a_billing_shows_the_headline() -> None:
    person = ReleasedPerson(code="lee", name="Sam Lee", headline="Builds bridges")
    assert faces.face(as_programme(replace(make_snapshot(), people=(person,))), "lee").billed == "Builds bridges"


def test_faces_are_in_order_whatever_the_accents_and_the_case() -> None:
    found = faces.list_faces(programme_of("Zed", "émile", "Eva", "42", "ada"))
    assert [face.name for face in found] == ["ada", "émile", "Eva", "Zed", "42"]


def test_faces_stand_under_letters() -> None:
    letters = faces.by_letter(faces.list_faces(programme_of("Zed", "Émile", "Eva", "42", "…", "Ørsted", "Жанна")))
    assert [(letter.letter, [face.name for face in letter.faces]) for letter in letters] == [
        ("E", ["Émile", "Eva"]),
        ("Z", ["Zed"]),
        ("Ø", ["Ørsted"]),
        ("Ж", ["Жанна"]),
        ("#", ["…", "42"]),
    ]


def test_search_finds_every_word_in_name_title_or_organization() -> None:
    programme = make_programme()
    assert [face.code for face in faces.list_found(programme, "ÁDA data")] == ["okafor"]
    assert [face.code for face in faces.list_found(programme, "ignite")] == ["silbey"]
    assert faces.list_found(programme, "ada ignite") == ()


def test_who_was_found_is_one_group() -> None:
    everybody = faces.list_faces(make_programme())
    assert [(letter.letter, letter.faces) for letter in faces.as_one(everybody)] == [("", everybody)]
    assert faces.as_one(()) == ()


def test_a_persons_entries_are_in_order_of_time() -> None:
    entries = faces.entries_of(make_programme(), "okafor")
    assert [(entry.session.code, entry.slot.uuid[-1]) for entry in entries] == [
        ("panel", "1"),
        ("talk", "3"),
        ("panel", "2"),
    ]
    assert faces.entries_of(make_programme(), "lee") == ()
