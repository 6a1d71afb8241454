"""`serve`: web server and worker as `make run` starts them, until they are told to stop."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from eventsite.cli.serving import MEMORY

ROOT = Path(__file__).parents[3]
SERVE = [sys.executable, "-m", "flask", "--app", "app", "serve"]
LONG = 60  # seconds; the machine may be busy
DYING = 3  # seconds that a process may need to be gone when it has let go of all it had, output included
UNSET = (
    "DATABASE_URL", "EVENTSITE_URL", "EVENTSITE_ENV", "EVENTSITE_SMTP_URL", "STRIPE_SECRET_KEY", "STRIPE_API_BASE",
    "STRIPE_WEBHOOK_SECRET",
)  # fmt: skip

Serve = Callable[[], "Serving"]


class Serving:
    """A running `serve`; `said` is what it printed until it was ready."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.url = folder, f"http://127.0.0.1:{port}"
        self.sandbox = f"http://127.0.0.1:{port + 1}"
        environ = {**os.environ, "EVENTSITE_DATA": str(folder), "PORT": str(port)}
        for name in UNSET:
            environ.pop(name, None)
        self.process = subprocess.Popen(
            SERVE, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True,
        )  # fmt: skip
        self.said = ""

    def wait_until_ready(self) -> None:
        assert self.process.stdout is not None
        while "Ctrl-C" not in self.said:
            line = self.process.stdout.readline()
            assert line, self.said
            self.said += line
        self.family = list(descendants(self.process.pid))

    def ends(self) -> tuple[int, list[str]]:
        """Wait for its end and return its exit code and what of its family is left."""
        self.said += self.process.communicate(timeout=LONG)[0]
        began = time.monotonic()
        while (left := [command for pid, command in self.family if runs(pid)]) and time.monotonic() - began < DYING:
            time.sleep(0.02)
        return self.process.returncode, left


def runs(pid: int) -> bool:
    """Tell whether a process runs: one that ended may wait for somebody to ask how."""
    return told(f"{pid}/stat").rpartition(")")[2].split()[:1] not in ([], ["Z"], ["X"])


def descendants(pid: int) -> Iterator[tuple[int, str]]:
    """Yield the processes below one, each with its command."""
    for child in told(f"{pid}/task/{pid}/children").split():
        if command := told(f"{child}/cmdline").replace("\0", " "):
            yield int(child), command
            yield from descendants(int(child))


def told(file: str) -> str:
    """Return what the system tells about a process, '' where there is none any more."""
    try:
        return Path("/proc", file).read_text()
    except OSError:
        return ""


def free_port() -> int:
    """Return a port that is free, with the next one, which is the sandbox's."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            port: int = listening.getsockname()[1]
            try:
                socket.create_server(("127.0.0.1", port + 1)).close()
            except OSError:
                continue
        return port


@pytest.fixture
def serve(sample_file: Path, tmp_path: Path) -> Iterator[Serve]:
    """Give a function that serves a copy of the sample; what is still there afterwards is ended."""
    started: list[Serving] = []

    def start() -> Serving:
        shutil.copy(sample_file, tmp_path / "eventsite.sqlite3")
        started.append(Serving(tmp_path, free_port()))
        started[-1].wait_until_ready()
        return started[-1]

    yield start
    for serving in started:
        if serving.process.poll() is None:
            serving.process.terminate()
            serving.process.wait(LONG)


def ask_for_link(url: str) -> None:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    page = browser.open(f"{url}/account/sign-in", timeout=LONG).read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    form = urlencode({"email": "ada@example.org", "csrf_token": token[1]}).encode()
    assert browser.open(f"{url}/account/sign-in", form, timeout=LONG).url == f"{url}/account/sign-in/sent"


def seconds_until(file: Callable[[], bool]) -> float:
    began = time.monotonic()
    while not file() and time.monotonic() - began < LONG:
        time.sleep(0.02)
    return time.monotonic() - began


def test_it_serves_and_mails_until_control_c(serve: Serve) -> None:
    running = serve()
    environs = [Path(f"/proc/{pid}/environ").read_bytes() for pid, _ in running.family]
    assert all(f"{name}={value}".encode() in environ for name, value in MEMORY.items() for environ in environs)
    assert f"The site      {running.url}/\n" in running.said
    assert f"Payments      {running.sandbox}/\n                (a sandbox: no money moves)\n" in running.said
    assert b"Sandbox: no money moves." in build_opener().open(f"{running.sandbox}/", timeout=LONG).read()
    link = re.search(rf"The desk      ({running.url}/account/sign-in/\S+)", running.said)
    assert link
    opener = build_opener()
    assert opener.open(link[1], timeout=LONG).status == 200
    ask_for_link(running.url)
    assert seconds_until(lambda: any(running.folder.glob("mail/*.eml"))) < 5  # about one where nothing else runs
    os.killpg(running.process.pid, signal.SIGINT)
    assert running.ends() == (0, [])
    assert running.said.endswith("Stopped.\n")


def test_it_stops_when_told_to_even_with_a_request_on_its_way(serve: Serve) -> None:
    running = serve()
    with socket.create_connection(("127.0.0.1", int(running.url.rpartition(":")[2]))) as visitor:
        visitor.send(b"GET /healthz HTTP/1.1\r\nHost: slow\r\n")
        running.process.send_signal(signal.SIGTERM)
        assert running.ends() == (0, [])


@pytest.mark.parametrize("part", [" jobs", " sandbox"])
def test_it_does_not_go_on_by_half(serve: Serve, part: str) -> None:
    running = serve()
    (program,) = [pid for pid, command in running.family if part in command]
    os.kill(program, signal.SIGKILL)
    assert running.ends() == (1, [])
    assert running.said.endswith("Error: One of the programs ended by itself, so the others were stopped too.\n")


def refusal(folder: Path, port: int) -> tuple[int, str]:
    serving = Serving(folder, port)
    output, _ = serving.process.communicate(timeout=LONG)
    return serving.process.returncode, output


@pytest.mark.parametrize("whose", [0, 1], ids=["site", "sandbox"])
def test_a_port_that_is_taken_is_named(sample_file: Path, tmp_path: Path, whose: int) -> None:
    shutil.copy(sample_file, tmp_path / "eventsite.sqlite3")
    port = free_port() + whose
    with socket.create_server(("127.0.0.1", port)):
        answer = refusal(tmp_path, port - whose)
    why = f"Port {port} of 127.0.0.1 cannot be had (Address already in use)."
    assert answer == (1, f"Error: {why} Choose another, as in PORT={port + 2}.\n")


def test_a_database_without_tables_is_not_served(tmp_path: Path) -> None:
    assert refusal(tmp_path, free_port()) == (
        1, "Error: Migrations are not current. Run `flask --app app db upgrade`.\n"
    )  # fmt: skip
