"""Starts web servers for the benchmark, each in its own process, and ends what it started."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVERS = ("granian", "gunicorn")


@dataclass(frozen=True, slots=True)
class Server:
    url: str
    pid: int


@contextmanager
def serving(
    app: str, server: str, environ: dict[str, str] | None = None, path: str = "/", *, workers: int = 1,
    threads: int = 1, port: int = 0,
) -> Iterator[Server]:  # fmt: skip
    """Serve `module:app` with so many workers of a kind until the block ends."""
    port = port or _free_port()
    command = {
        "granian": [
            "granian",
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--workers",
            str(workers),
            "--blocking-threads",
            str(threads),
            "--log-level",
            "error",
            app,
        ],
        "gunicorn": ["gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--log-level", "error", app],
    }[server]
    settings = {**os.environ, **(environ or {}), "PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=settings)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url + path, process)
        yield Server(url, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=2).read()
        except OSError as error:
            if process.poll() is not None:
                raise RuntimeError(f"The server ended at its start: {process.args}") from error
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{url} did not answer within 30 seconds.")
