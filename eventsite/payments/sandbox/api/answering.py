"""Answers one call: who asks, what is out of order today, whether it was asked before, and what it does."""

from __future__ import annotations

import hmac
import json
import time
from contextlib import nullcontext
from dataclasses import dataclass

from eventsite.payments.sandbox.acts.clockwork import catch_up
from eventsite.payments.sandbox.api.form import Form, decode
from eventsite.payments.sandbox.api.keys import Answer, Keys, asked, remember, remembered
from eventsite.payments.sandbox.api.lists import expanded
from eventsite.payments.sandbox.api.operations import Call, Operation
from eventsite.payments.sandbox.books import Books, new_id
from eventsite.payments.sandbox.errors import ApiError
from eventsite.payments.sandbox.faults import Fault, Trouble, next_trouble
from eventsite.payments.sandbox.settings import SandboxSettings
from eventsite.payments.sandbox.store import Store

BROKEN = "The sandbox was told to fail. Nothing is wrong with what you asked."


class HangUp(Exception):
    """The connection is to be closed without an answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came over the wire."""

    operation: Operation
    path: str
    id: str
    authorization: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Where calls are answered."""

    store: Store
    settings: SandboxSettings
    keys: Keys

    def answer(self, ask: Asked) -> tuple[Answer, bool]:
        """Return the answer, and whether it is one that was given before.

        Raises:
            HangUp: when no answer is to be given.
        """
        request = new_id("req", 14)
        try:
            self._check_key(ask.authorization)
            trouble = self._trouble(ask.operation)
            key = ask.key if ask.operation.method == "POST" else ""
            with self.keys.in_flight(key) if key else nullcontext():
                answer, is_old = self._once(ask, request, key, trouble)
        except ApiError as error:
            return _refusal(error, request), False
        if trouble and trouble.fault is Fault.LOST_ANSWER:
            raise HangUp
        return answer, is_old

    def _check_key(self, authorization: str) -> None:
        given = authorization.removeprefix("Bearer ")
        if not given:
            raise ApiError("You did not provide an API key.", status=401)
        if not hmac.compare_digest(given.encode(), self.settings.secret_key.encode()):
            raise ApiError(f"Invalid API Key provided: {given[:8]}***", status=401)

    def _trouble(self, operation: Operation) -> Trouble | None:
        with self.store.work() as books:
            trouble = next_trouble(books, operation.name)
        match trouble and trouble.fault:
            case Fault.NO_CONNECTION:
                raise HangUp
            case Fault.SERVER_ERROR:
                raise ApiError(BROKEN, status=500, kind="api_error")
            case Fault.RATE_LIMITED:
                raise ApiError("Too many requests.", status=429, code="rate_limit")
        return trouble

    def _once(self, ask: Asked, request: str, key: str, trouble: Trouble | None) -> tuple[Answer, bool]:
        if trouble and trouble.fault is Fault.SLOW:
            time.sleep(trouble.seconds)
        form = decode(ask.text)
        fingerprint = asked(ask.operation.method, ask.path, form)
        with self.store.work() as books:
            catch_up(books)
            if key and (old := remembered(books, key, fingerprint)):
                return old, True
        try:
            with self.store.work() as books:
                answer = self._do(books, ask, form, request, trouble)
                if key:
                    remember(books, key, fingerprint, answer)
        except ApiError as error:
            answer = _refusal(error, request)
            if key and error.is_kept:
                with self.store.work() as books:
                    remember(books, key, fingerprint, answer)
        return answer, False

    def _do(self, books: Books, ask: Asked, form: Form, request: str, trouble: Trouble | None) -> Answer:
        given = ask.operation.takes.read(form)
        if trouble and trouble.fault is Fault.STUCK:
            raise ApiError(BROKEN, status=500, kind="api_error", is_kept=True)
        thing = ask.operation.act(books, Call(given, ask.id, self.settings.url))
        return Answer(200, json.dumps(expanded(books, thing, given.get("expand", []))), request)


def _refusal(error: ApiError, request: str) -> Answer:
    return Answer(error.status, json.dumps(error.envelope()), request)
