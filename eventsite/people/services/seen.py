"""When a session was last used: noted by whoever answers a request, written by the worker. A GET never writes.

Each process notes a session at most once an hour and sends the note through the queue. One may be lost: then the next
hour's tells the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from eventsite.core import clock

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
_MOST = 10_000


class SeenMarks:
    """The notes of one process. `send` takes id and time to the worker; in a test it takes them nowhere."""

    def __init__(self) -> None:
        self._noted: dict[int, datetime] = {}
        self.send: Callable[[int, datetime], None] = lambda id, at: None

    def note(self, id: int, seen_at: datetime) -> None:
        """Note that session `id`, which is known to have been seen at `seen_at`, is used now."""
        now = clock.now()
        if now - max(seen_at, self._noted.get(id, seen_at)) < EVERY:
            return
        if len(self._noted) >= _MOST:
            self._noted.clear()
        self._noted[id] = now
        try:
            self.send(id, now)
        except Exception:
            log.exception("A session that was seen could not be noted; it will be noted in an hour.")
