"""Pages rendered once per release and answered as bytes before Flask dispatches.

A view marked `@compiled` depends on nothing but the version its address' first segment has now (the release, and the
day while the summit runs) and a query of known values. Its first answer is kept, compressed once for each encoding
that is asked for, in a cache bounded by bytes. It is kept compressed only: a schedule of megabytes is a fifth of that
then, and who accepts no encoding is rare enough to wait for it to be unpacked. Requests with a session cookie go past
all this, and so do those with a cookie that makes one page its visitor's own.

A page that counts what is left may say that it lasts some seconds. It is then made again after them, and nobody but
us keeps it meanwhile: browsers and proxies ask each time, and hear 304 as long as it says the same.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from threading import Lock
from typing import TYPE_CHECKING, Any, ParamSpec
from urllib.parse import urlencode

import brotli
from flask import Flask, Response, g, make_response, request, session
from flask.typing import ResponseReturnValue

from eventsite.web.encodings import encoding_for

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

P = ParamSpec("P")
log = logging.getLogger(__name__)

CACHE_CONTROL = "public, max-age=0, s-maxage=5"
ASK_EACH_TIME = "no-cache"
#: A third of what a schedule of 1,079 sessions has in pages and calendars: those that are asked for are among them.
MOST_BYTES = 12 * 1024 * 1024
LONGEST_QUERY = 400
_BROTLI_QUALITY = 9
_OVERHEAD = 1000  # of a kept page, beside its bytes
_COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")

Headers = list[tuple[str, str]]
Version = Callable[[str], Hashable | None]


def compiled(
    *params: str, seconds: float = math.inf
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Mark a view whose answer may be kept when its query names `params` alone, for so many seconds.

    A view that finds free text or unknown values in them sets `g.keep_compiled = False`: nobody fills the cache.
    """

    def decorate(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def marked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            g.keep_compiled, g.compiled_for = _is_known(params), seconds
            response = make_response(view(*args, **kwargs))
            response.headers.setdefault("Cache-Control", CACHE_CONTROL if seconds == math.inf else ASK_EACH_TIME)
            return response

        return marked

    return decorate


def _is_known(params: tuple[str, ...]) -> bool:
    """Tell whether the query names known things, each once and in the one way to write it: one page, one key."""
    pairs = list(request.args.items(multi=True))
    return (
        len(request.query_string) <= LONGEST_QUERY
        and {name for name, _ in pairs} <= set(params)
        and len(set(pairs)) == len(pairs)
        and urlencode(pairs) == request.query_string.decode("latin-1")
    )


@dataclass(slots=True)
class KeptPage:
    """The bytes of one answer in each encoding that was asked for, with headers made once.

    `packed` is the body, by gzip if it is compressible. `until` is the moment of `time.monotonic()` from which on it is
    made again.
    """

    packed: bytes
    headers: Headers
    etag: str
    is_compressible: bool
    until: float = math.inf
    encodings: dict[str, tuple[bytes, Headers]] = field(default_factory=dict)

    def encoded(self, accepted: str) -> tuple[bytes, Headers]:
        encoding = encoding_for(accepted) if self.is_compressible else ""
        made = self.encodings.get(encoding)
        if made is None:
            made = self._encode(encoding)
            if encoding or not self.is_compressible:
                self.encodings[encoding] = made
        return made

    def _encode(self, encoding: str) -> tuple[bytes, Headers]:
        headers = [*self.headers, ("ETag", f'"{self.etag}{encoding and "-" + encoding}"')]
        body = self.packed
        if self.is_compressible and encoding != "gzip":
            body = gzip.decompress(body)
        if encoding == "br":
            body = brotli.compress(body, quality=_BROTLI_QUALITY)
        if encoding:
            headers.append(("Content-Encoding", encoding))
        return body, [*headers, ("Content-Length", str(len(body)))]

    @property
    def weight(self) -> int:
        """Return the bytes it takes, with encodings that are made later: none takes more than gzip's."""
        return len(self.packed) * (2 if self.is_compressible else 1) + _OVERHEAD


class Shelf:
    """A cache of kept pages, bounded by bytes; the page not asked for the longest goes first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self._most, self._size, self._lock = most_bytes, 0, Lock()

    def get(self, key: Hashable) -> KeptPage | None:
        """Return the page if it is kept and lasts still; one that does not is replaced in its place."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
        return page if page is None or page.until == math.inf or time.monotonic() < page.until else None

    def put(self, key: Hashable, page: KeptPage) -> None:
        with self._lock:
            if old := self._pages.pop(key, None):
                self._size -= old.weight
            self._pages[key] = page
            self._size += page.weight
            while self._size > self._most and len(self._pages) > 1:
                self._size -= self._pages.popitem(last=False)[1].weight

    def __len__(self) -> int:
        return len(self._pages)


class Pointers:
    """Which version each first segment has now, asked at most once a second."""

    def __init__(self, read: Callable[[], dict[str, Hashable]], *, for_seconds: float = 1.0) -> None:
        self._read, self._for = read, for_seconds
        self._versions: dict[str, Hashable] = {}
        self._until = 0.0
        self._lock = Lock()

    def __call__(self, segment: str) -> Hashable | None:
        if time.monotonic() >= self._until:
            with self._lock:
                if time.monotonic() >= self._until:
                    self._versions = self._read_or_keep()
                    self._until = time.monotonic() + self._for
        return self._versions.get(segment)

    def _read_or_keep(self) -> dict[str, Hashable]:
        try:
            return self._read()
        except Exception:
            log.exception("The releases cannot be read; pages of those last known are answered.")
            return self._versions

    def forget(self) -> None:
        """Ask again at once: a release was made in this process."""
        self._until = 0.0


class CompiledPages:
    """WSGI middleware: answers what is on the shelf, and lets the application fill it."""

    def __init__(self, app: Flask, version: Version, shelf: Shelf, own: Iterable[str] = ()) -> None:
        """Wrap the application; `own` are cookies beside the session's that make a page its visitor's own."""
        self._inner: WSGIApplication = app.wsgi_app
        self._version, self._shelf = version, shelf
        session_cookie, remembered = app.config["SESSION_COOKIE_NAME"], app.config.get("REMEMBER_COOKIE_NAME")
        self._cookies = (session_cookie, remembered or "remember_token", *own)
        app.after_request(self._keep)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] in ("GET", "HEAD") and not self._has_session(environ):
            key = self._key(environ)
            page = self._shelf.get(key) if key is not None else None
            if page is not None:
                return _answer(page, environ, start_response)
            environ["eventsite.shelf_key"] = key
        return self._inner(environ, start_response)

    def _has_session(self, environ: WSGIEnvironment) -> bool:
        cookies = environ.get("HTTP_COOKIE", "")
        return any(f"{name}=" in cookies for name in self._cookies)

    def _key(self, environ: WSGIEnvironment) -> Hashable | None:
        path: str = environ["PATH_INFO"]
        version = self._version(path[1 : path.find("/", 1)] if path.count("/") > 1 else path[1:])
        return None if version is None else (version, path, environ.get("QUERY_STRING", ""))

    def _keep(self, response: Response) -> Response:
        """Keep what a compiled view answered, and answer this first request from the same bytes."""
        key = request.environ.get("eventsite.shelf_key")
        if not g.get("keep_compiled", False) or key is None or response.status_code != 200 or request.method != "GET":
            return response
        if self._is_personal(response) or response.is_streamed:
            return response
        page = _kept(response, time.monotonic() + g.compiled_for)
        self._shelf.put(key, page)
        body, headers = page.encoded(request.environ.get("HTTP_ACCEPT_ENCODING", ""))
        return Response(body, 200, headers)

    def _is_personal(self, response: Response) -> bool:
        """Tell whether a session had a part in this answer.

        Cookies are read as Flask reads them, to whom `session =x` is a session too; one that the view began is written
        only after us.
        """
        had_one = any(name in request.cookies for name in self._cookies)
        return had_one or session.modified or "Set-Cookie" in response.headers


def _kept(response: Response, until: float) -> KeptPage:
    body = response.get_data()
    is_compressible = response.content_type.startswith(_COMPRESSIBLE) and len(body) > 500
    headers = [(name, value) for name, value in response.headers if name not in ("Content-Length", "ETag")]
    if is_compressible:
        headers.append(("Vary", "Accept-Encoding"))
    packed = gzip.compress(body, 6, mtime=0) if is_compressible else body
    return KeptPage(packed, headers, hashlib.sha256(body).hexdigest()[:20], is_compressible, until)


def _answer(page: KeptPage, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    body, headers = page.encoded(environ.get("HTTP_ACCEPT_ENCODING", ""))
    if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response(
            "304 Not Modified",
            [(n, v) for n, v in headers if n not in ("Content-Length", "Content-Type", "Content-Encoding")],
        )
        return (b"",)
    start_response("200 OK", headers)
    return (b"",) if environ["REQUEST_METHOD"] == "HEAD" else (body,)
