"""Signs events and sends them to the endpoint, again and again until it takes them or we have tried enough."""

from __future__ import annotations

import http.client
import json
import logging
from dataclasses import dataclass
from threading import Event as Flag
from threading import Thread
from urllib.parse import urlsplit

import stripe

from eventsite.payments.sandbox.books import Books, Thing, shown
from eventsite.payments.sandbox.store import Store

log = logging.getLogger(__name__)

ENDPOINT = "endpoint"
THREADS = 2
LOOK_EVERY = 0.25
TIMEOUT = 10.0
#: Seconds from one try to the next; then it is given up.
PAUSES = (1, 2, 4, 8, 15, 30, 60)

_CLAIM = """
UPDATE delivery SET state = 'sending', tries = tries + 1
WHERE number = (SELECT number FROM delivery WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at, number LIMIT 1)
RETURNING number, event, tries
"""


@dataclass(frozen=True, slots=True)
class SignedEvent:
    """An event as it goes over the wire."""

    id: str
    type: str
    body: bytes
    headers: dict[str, str]


def signed(event: Thing, secret: str) -> SignedEvent:
    """Return the bytes and headers of an event. They are signed for now, and good for five minutes."""
    body = json.dumps(shown(event), indent=2)
    signature = stripe.WebhookSignature.generate_signature_header(body, secret)
    headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature}
    return SignedEvent(event["id"], event["type"], body.encode(), headers)


class Sender:
    """Threads of its own, so that no page and no call ever waits for the endpoint."""

    def __init__(self, store: Store, secret: str) -> None:
        self._store, self._secret, self._stop = store, secret, Flag()
        self._threads: list[Thread] = []

    def start(self) -> None:
        with self._store.work() as books:  # what was on its way when the last process ended
            books.connection.execute("UPDATE delivery SET state = 'waiting' WHERE state = 'sending'")
        self._threads = [Thread(target=self._run, name=f"webhooks-{n}", daemon=True) for n in range(THREADS)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(TIMEOUT)

    def _run(self) -> None:
        while not self._stop.wait(LOOK_EVERY):
            try:
                while not self._stop.is_set() and self._send_one():
                    pass
            except Exception:
                log.exception("A webhook could not be sent")

    def _send_one(self) -> bool:
        """Send what is due first; False when nothing is."""
        with self._store.work() as books:
            endpoint = endpoint_of(books)
            row = books.connection.execute(_CLAIM, (books.exact,)).fetchone() if endpoint else None
            event = books.get("event", row[1]) if row else None
        if row is None or event is None:
            return False
        answer = post(endpoint, signed(event, self._secret))
        with self._store.work() as books:
            _note(books, row[0], row[2], answer)
        return True


def endpoint_of(books: Books) -> str:
    return str(books.setting(ENDPOINT, ""))


def post(endpoint: str, event: SignedEvent) -> str:
    """Return what the endpoint answered, as "200", or why it did not."""
    parts = urlsplit(endpoint)
    secure = parts.scheme == "https"
    connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = connect(parts.hostname or "", parts.port, timeout=TIMEOUT)
    try:
        connection.request("POST", parts.path or "/", event.body, event.headers)
        return str(connection.getresponse().status)
    except (OSError, http.client.HTTPException) as error:
        return str(getattr(error, "strerror", None) or error)[:200]
    finally:
        connection.close()


def _note(books: Books, number: int, tries: int, answer: str) -> None:
    if answer.startswith("2"):
        state, pause = "delivered", 0
    elif tries > len(PAUSES):
        state, pause = "given up", 0
    else:
        state, pause = "waiting", PAUSES[tries - 1]
    books.connection.execute(
        "UPDATE delivery SET state = ?, answer = ?, due_at = ? WHERE number = ?",
        (state, answer, books.exact + pause, number),
    )
