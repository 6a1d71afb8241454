"""Who is who in a file: the same room, track or person is mentioned many times, not always by the same identifiers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from eventsite.programme.interchange.errors import MalformedField
from eventsite.programme.interchange.raw import RawThing

LONGEST_IDENTIFIER = 80
#: Stands between two keys that name a part together, so it stands in none.
BETWEEN = ">"

Note = Callable[[str, str], None]
Keys = dict[str, str]


def keys_of(thing: RawThing, kinds: Iterable[str], what: str) -> Keys:
    """Return kind -> identifier for those the thing has, in the order of `kinds`, as 'guid' -> 'guid:9c3e…'.

    Raises:
        MalformedField: when an identifier is longer than any is.
    """
    found = {}
    for kind in kinds:
        said = " ".join(getattr(thing, kind).split())
        if kind == "name":
            said = "".join(letter for letter in said if letter.isprintable())
        elif len(said) > LONGEST_IDENTIFIER:
            raise MalformedField(thing.where, f"the {kind} of {what} has {len(said)} letters; none is so long.")
        elif BETWEEN in said or not said.isprintable():
            raise MalformedField(thing.where, f"the {kind} of {what} is {said!r}, which no identifier is.")
        if said:
            found[kind] = f"{kind}:{_plain(kind, said)}"[:LONGEST_IDENTIFIER + 10]
    return found


def _plain(kind: str, said: str) -> str:
    """An identifier as we compare it: a guid in capitals, or a number with zeros before it, is the same."""
    if kind in ("guid", "name"):
        return said.strip("{}").casefold()
    return said.lstrip("0") or "0" if kind == "id" and said.isdigit() else said


@dataclass(slots=True)
class Known:
    """Somebody or something of the file, with every mention of it gathered."""

    first: RawThing
    kinds: tuple[str, ...]
    keys: Keys = field(default_factory=dict)
    mentions: list[RawThing] = field(default_factory=list)
    spellings: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def all_keys(self) -> tuple[str, ...]:
        """Every identifier, the strongest first."""
        return tuple(self.keys[kind] for kind in self.kinds if kind in self.keys)

    @property
    def key(self) -> str:
        return self.all_keys[0]

    def first_said(self, name: str) -> str:
        """Return the first non-empty thing a mention says in its field `name`."""
        return next((said for mention in self.mentions if (said := getattr(mention, name, ""))), "")


class Register:
    """Gathers mentions. The strongest identifier decides; a weaker one only where the stronger are silent."""

    def __init__(self, what: str, kinds: tuple[str, ...], note: Note) -> None:
        self._what, self._kinds, self._note = what, kinds, note
        self._by_key: dict[str, Known] = {}
        self._all: list[Known] = []

    def __iter__(self) -> Iterator[Known]:
        return iter(self._all)

    def find(self, thing: RawThing) -> Known | None:
        """Return whom a mention means, None when nobody is known by any of its identifiers."""
        return self._find(keys_of(thing, self._kinds, f"this {self._what}"))

    def mention(self, thing: RawThing) -> None:
        """Remember a mention; one without any identifier is nobody's.

        Raises:
            MalformedField: when an identifier cannot be one.
        """
        keys = keys_of(thing, self._kinds, f"this {self._what}")
        known = self._find(keys) or (self._add(thing, keys) if keys else None)
        if known is None:
            return
        for kind, key in keys.items():
            if self._by_key.setdefault(key, known) is known:
                known.keys.setdefault(kind, key)
        known.mentions.append(thing)
        self._compare(known, thing)

    def _find(self, keys: Keys) -> Known | None:
        """A weaker identifier counts only for somebody who has none of the mention's stronger ones."""
        stronger: set[str] = set()
        for kind, key in keys.items():
            known = self._by_key.get(key)
            if known is not None and stronger.isdisjoint(known.keys):
                return known
            stronger.add(kind)
        return None

    def _add(self, thing: RawThing, keys: Keys) -> Known:
        known = Known(thing, self._kinds)
        self._all.append(known)
        for kind, key in keys.items():
            if kind != "name" and (other := self._by_key.get(key)):
                named = f"{self._what} {next(iter(keys.values()))}"
                self._note(thing.where, f"{named} has the {kind} of {other.key} at {other.first.where}; both are kept.")
        return known

    def _compare(self, known: Known, thing: RawThing) -> None:
        """Report an identifier or name that has two spellings, once for each spelling."""
        for kind in dict.fromkeys((*self._kinds, "name")):
            said = " ".join(getattr(thing, kind).split())
            if not said:
                continue
            spellings = known.spellings.setdefault(kind, {})
            if spellings and said not in spellings:
                first, where = next(iter(spellings.items()))
                says = f"{self._what} {known.key} " + ("is called" if kind == "name" else f"has the {kind}")
                self._note(thing.where, f"{says} {said[:80]!r}, and {first[:80]!r} at {where}; the first counts.")
            spellings.setdefault(said, thing.where)
