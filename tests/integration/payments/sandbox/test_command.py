"""`sandbox`: runs by itself until it is told to stop, keeps what was paid, and refuses production and real keys."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import stripe

from tests.integration.payments.sandbox.asking import order

ROOT = Path(__file__).parents[4]
SANDBOX = [sys.executable, "-m", "flask", "--app", "app", "sandbox"]
PRODUCTION = {
    "EVENTSITE_ENV": "production", "EVENTSITE_URL": "https://summit.example", "SECRET_KEY": "s" * 32,
    "LINK_KEY": "l" * 32,
}  # fmt: skip


def environ(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EVENTSITE", "STRIPE", "DATAB"))}
    return {**kept, "EVENTSITE_DATA": str(folder), **more}


def free_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def sandbox_at(folder: Path, url: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        SANDBOX, cwd=ROOT, env=environ(folder, STRIPE_API_BASE=url), stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"The sandbox is at {url}/ and no money moves there. Ctrl-C stops it.\n"
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


def test_it_keeps_what_was_asked_when_it_is_killed(tmp_path: Path) -> None:
    url = free_address()
    client = stripe.StripeClient("sk_test_sandbox", base_addresses={"api": url}, max_network_retries=0)
    key = {"idempotency_key": "order-7:1"}
    asked = order()
    with sandbox_at(tmp_path, url) as process:
        made = client.v1.checkout.sessions.create(asked, key)
        process.kill()
    with sandbox_at(tmp_path, url) as process:
        assert client.v1.checkout.sessions.create(asked, key).id == made.id
    assert process.returncode == 0


def refusal(folder: Path, **more: str) -> tuple[int, str]:
    done = subprocess.run(
        SANDBOX, cwd=ROOT, env=environ(folder, **more), capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stderr


def test_it_refuses_production(tmp_path: Path) -> None:
    said = "Error: The sandbox moves no money, so it does not run in production.\n"
    assert refusal(tmp_path, **PRODUCTION) == (1, said)


def test_it_refuses_real_keys(tmp_path: Path) -> None:
    said = "Error: STRIPE_SECRET_KEY is set, so the site pays with Stripe. Unset it to use the sandbox.\n"
    assert refusal(tmp_path, STRIPE_SECRET_KEY="sk_test_51abc") == (1, said)


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        said = f"Error: The sandbox cannot be at {url} (Address already in use). Choose another PORT.\n"
        assert refusal(tmp_path, STRIPE_API_BASE=url) == (1, said)
