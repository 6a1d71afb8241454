"""Geometry of a grid: what runs at the same time stands side by side. Knows no rooms and no sessions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows `top` to `bottom`, without `bottom` itself."""

    top: int
    bottom: int

    def meets(self, other: Stretch) -> bool:
        return self.top < other.bottom and other.top < self.bottom


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """Columns `first` to `last`, both of them in it."""

    first: int
    last: int

    @property
    def width(self) -> int:
        return self.last - self.first + 1


def lanes(stretches: Sequence[Stretch]) -> tuple[tuple[Box, ...], int]:
    """Return, for each stretch, the lanes it takes (from 0), and how many lanes there are.

    What meets never shares a lane. There are as many lanes as stretches ever run at once, and a stretch is as wide as
    those beside it leave room for.
    """
    taken: list[list[int]] = []
    lane_of: dict[int, int] = {}
    for index in sorted(range(len(stretches)), key=lambda i: (stretches[i].top, i)):
        top = stretches[index].top
        lane = next((n for n, there in enumerate(taken) if stretches[there[-1]].bottom <= top), len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append(index)
        lane_of[index] = lane

    def is_free(lane: int, stretch: Stretch) -> bool:
        return not any(stretches[other].meets(stretch) for other in taken[lane])

    def last_lane(index: int) -> int:
        last = lane_of[index]
        while last + 1 < len(taken) and is_free(last + 1, stretches[index]):
            last += 1
        return last

    return tuple(Box(lane_of[i], last_lane(i)) for i in range(len(stretches))), len(taken)


def joined(boxes: Collection[Box]) -> tuple[Box, ...]:
    """Return boxes with those made one that touch, from left to right."""
    return tuple(runs({column for box in boxes for column in range(box.first, box.last + 1)}))


def runs(columns: Collection[int]) -> Iterator[Box]:
    """Yield the longest unbroken runs of some columns, from left to right."""
    for _, group in groupby(enumerate(sorted(columns)), key=lambda pair: pair[1] - pair[0]):
        found = [column for _, column in group]
        yield Box(found[0], found[-1])
