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
from urllib.error import HTTPError

import psutil

from eventsite.cli.serving import MEMORY

ROOT = Path(__file__).parents[2]
SERVERS = ("granian", "gunicorn")
#: Bytecode is kept from one start to the next, as on any machine: who compiles its libraries is 15 MiB larger.
_OURS = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


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
    with running(command, {**(environ or {}), "PORT": str(port)}) as process:
        url = f"http://127.0.0.1:{port}"
        wait_for(url + path, process)
        yield Server(url, process.pid)


@contextmanager
def running(module: list[str], environ: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run `python -m module...` in the checkout, as `serve` runs its programs, until the block ends."""
    process = subprocess.Popen([sys.executable, "-m", *module], cwd=ROOT, env={**MEMORY, **_OURS, **environ})
    try:
        yield process
    finally:
        end(process)

def end(process: subprocess.Popen[bytes]) -> None:
    """End a program; one that does not end within ten seconds is killed, with the workers it started."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        for started in (*psutil.Process(process.pid).children(recursive=True), process):
            started.kill()
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=2).read()
        except HTTPError:
            return  # who refuses is there
        except OSError as error:
            if process.poll() is not None:
                raise RuntimeError(f"The server ended at its start: {process.args}") from error
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{url} did not answer within 30 seconds.")
