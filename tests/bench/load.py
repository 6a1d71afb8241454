"""Asks a server on this machine for one address, over and over, and says how many times a second it answered.

`wrk` does it where it is installed; otherwise a few connections of our own, which are slower and weigh on the ratio.
Both keep to loopback and end by the clock.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from threading import Thread
from urllib.parse import urlsplit

CONNECTIONS = 16
SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Load:
    """Answers a second, the 99th percentile in milliseconds, and answers that were not 2xx or 3xx."""

    per_second: float
    p99_ms: float
    failed: int


def has_wrk() -> bool:
    return shutil.which("wrk") is not None


def ask(url: str, headers: dict[str, str] | None = None) -> Load:
    """Load one address for `SECONDS` with `CONNECTIONS` connections."""
    if urlsplit(url).hostname != "127.0.0.1":
        raise ValueError("Only this machine is ever loaded.")
    return _with_wrk(url, headers or {}) if has_wrk() else _with_sockets(url, headers or {})


def _with_wrk(url: str, headers: dict[str, str]) -> Load:
    said = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS:.0f}s", "--latency", *said, url]
    out = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS + 20, check=True).stdout
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    amount, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()
    rate = re.search(r"Requests/sec:\s+([\d.]+)", out)
    return Load(
        float(rate[1]), float(amount) * {"us": 0.001, "ms": 1, "s": 1000}[unit], int(failed[1]) if failed else 0
    )


def _with_sockets(url: str, headers: dict[str, str]) -> Load:
    parts = urlsplit(url)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    request = f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\n{lines}\r\n".encode()
    until, took, failed = time.perf_counter() + SECONDS, [], []
    address = (parts.hostname or "", parts.port or 80)
    threads = [Thread(target=_keep_asking, args=(address, request, until, took, failed)) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    slowest = sorted(took)[int(len(took) * 0.99)] if took else 0.0
    return Load(len(took) / SECONDS, slowest * 1000, len(failed))


def _keep_asking(
    address: tuple[str, int], request: bytes, until: float, took: list[float], failed: list[bytes]
) -> None:
    while time.perf_counter() < until:
        with socket.create_connection(address, timeout=5) as connection:
            while time.perf_counter() < until:
                began = time.perf_counter()
                try:
                    connection.sendall(request)
                    status, closes = _read_answer(connection)
                except OSError:
                    break
                took.append(time.perf_counter() - began)
                if status[:1] not in (b"2", b"3"):
                    failed.append(status)
                if closes:
                    break


def _read_answer(connection: socket.socket) -> tuple[bytes, bool]:
    """Read one answer; return its status and whether the server closes after it."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (part := connection.recv(65536)):
            raise OSError("closed")
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lower = head.lower()
    length = re.search(rb"content-length: (\d+)", lower)
    missing = int(length[1]) - len(body) if length else 0
    while missing > 0:
        if not (part := connection.recv(65536)):
            raise OSError("closed")
        missing -= len(part)
    return head.split(b" ", 2)[1], b"connection: close" in lower
