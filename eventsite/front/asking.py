"""When Stripe is asked about an order that somebody looks at: soon, but not each time, nor while it is down."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

from eventsite.core import clock

#: An order is asked about this often, and sooner for somebody who just came back from the payment page.
EVERY = timedelta(seconds=10)
COMING_BACK = timedelta(seconds=2)
#: After a call without an answer no page waits for another one this long: a few buyers must not take every thread.
REST = timedelta(seconds=5)
_KEPT = 2000


class Asking:
    """When each of the latest orders was asked about by this process, and whether it was answered; for any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked: OrderedDict[int, tuple[datetime, bool]] = OrderedDict()
        self._rests_until: datetime | None = None

    def may_ask(self, order_id: int, *, is_back: bool) -> bool:
        """Tell whether to ask about an order now; whoever is told to counts as having asked, and says how it went."""
        now = clock.now()
        with self._lock:
            if self._rests_until is not None and now < self._rests_until:
                return False
            at, _ = self._asked.get(order_id, (None, False))
            if at is not None and now < at + (COMING_BACK if is_back else EVERY):
                return False
            self._note(order_id, now, is_answered=False)
            return True

    def asked(self, order_id: int, *, is_answered: bool) -> None:
        """Take down how it went; it may have taken seconds."""
        now = clock.now()
        with self._lock:
            self._note(order_id, now, is_answered=is_answered)
            self._rests_until = None if is_answered else now + REST

    def forget(self, order_id: int) -> None:
        """Let the next look ask: somebody goes to the payment page now."""
        with self._lock:
            self._asked.pop(order_id, None)

    def was_answered(self, order_id: int) -> bool:
        """Tell whether the last question about an order was answered."""
        with self._lock:
            return self._asked.get(order_id, (None, False))[1]

    def _note(self, order_id: int, at: datetime, *, is_answered: bool) -> None:
        self._asked[order_id] = at, is_answered
        self._asked.move_to_end(order_id)
        while len(self._asked) > _KEPT:
            self._asked.popitem(last=False)
