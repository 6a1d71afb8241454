"""Serves the sandbox: one thread for each connection, because only so can it hang up on somebody."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from werkzeug.serving import BaseWSGIServer, make_server

from eventsite.payments.sandbox.sandbox import Sandbox
from eventsite.payments.sandbox.sender import Sender

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def listen(url: str) -> socket.socket:
    """Return a socket that listens where an address says.

    Raises:
        OSError: when the port cannot be had.
    """
    parts = urlsplit(url)
    return socket.create_server((parts.hostname or "127.0.0.1", parts.port or 80), backlog=128)


@contextmanager
def running(listening: socket.socket, sandbox: Sandbox, app: WSGIApplication) -> Iterator[None]:
    """Serve and send webhooks in threads of this process while inside."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    host, port = listening.getsockname()[:2]
    server: BaseWSGIServer = make_server(host, port, app, threaded=True, fd=listening.fileno())
    sender = Sender(sandbox.store, sandbox.settings.webhook_secret)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    sender.start()
    try:
        yield
    finally:
        sender.stop()
        server.shutdown()
        thread.join()
        server.server_close()
