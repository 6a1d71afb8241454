"""Stands in front of the sandbox and checks everything that passes."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from threading import Lock
from typing import Any

from tests.stripe_contract.contract import answer_problems, object_problems, request_problems

#: A long test makes thousands of events; that many of each type are looked at.
OF_EACH_TYPE = 20


class Watched:
    """A WSGI application that notes in `problems` what breaks the contract, and `calls` in the order they came."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.problems: list[str] = []
        self.calls: list[tuple[str, str]] = []
        self._one_at_a_time = Lock()  # Python 3.11 trips over itself when two threads parse source

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if not path.startswith("/v1/"):
            return self._app(environ, start_response)
        self.calls.append((method, path))
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        asked = body.decode() or environ["QUERY_STRING"]
        with self._one_at_a_time:
            self._note(method, path, "request", request_problems(method, path, asked))
        statuses: list[str] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            statuses.append(status)
            return start_response(status, headers, *rest)

        answer = b"".join(self._app(environ, start))
        if answer:  # the sandbox hung up otherwise
            told = int(statuses[0][:3]), json.loads(answer)
            with self._one_at_a_time:
                self._note(method, path, "answer", answer_problems(method, path, *told))
        return [answer]

    def note_events(self, events: Iterable[dict[str, Any]]) -> None:
        """Check events, which reach the site by webhook."""
        seen: Counter[str] = Counter()
        for event in events:
            seen[event["type"]] += 1
            if seen[event["type"]] <= OF_EACH_TYPE:
                self._note("EVENT", event["type"], event["id"], object_problems(event))

    def _note(self, method: str, path: str, what: str, found: list[str]) -> None:
        self.problems += [f"{method} {path} {what}: {problem}" for problem in found]


def lines(problems: list[str]) -> Iterator[str]:
    """Yield each problem once, with how often it came."""
    for problem, times in Counter(problems).items():
        yield problem if times == 1 else f"{problem} ({times} times)"
