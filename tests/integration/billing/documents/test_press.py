"""The press stands apart: it costs the site no memory, and a layout reaches nothing but its data."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import typst

from eventsite.billing.documents import press, rendering
from eventsite.billing.documents.presses import Press
from eventsite.billing.documents.receipts import receipt
from eventsite.billing.documents.rendering import NotTypeset, PressBusy, typeset
from tests.house.source import ROOT
from tests.integration.billing.documents.reading import fonts, is_pdf_ua, pages
from tests.integration.billing.documents.samples import RECEIPT

LAYOUTS = sorted(press.LAYOUTS.glob("*.typ"))
OUTSIDE = re.compile(
    r"""@|\b(?:read|eval|plugin|csv|yaml|toml|xml|cbor|bibliography|include)\b|(?:import|image|json)\W*["']"""
)
IMPORT = re.compile(r'^#import "common\.typ": .+$', re.MULTILINE)


def layout(folder: Path, body: str) -> None:
    (folder / "page.typ").write_text('#set document(title: "T")\n' + body)


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Press]]:
    """Give the presses that run, none at first; they end with the test."""
    presses: list[Press] = []
    monkeypatch.setattr(rendering, "_running", presses)
    yield presses
    for left in presses:
        left.end()


def test_a_layout_reaches_for_nothing_outside() -> None:
    texts = {path.name: IMPORT.sub("", path.read_text()) for path in LAYOUTS}
    assert {name: OUTSIDE.findall(text) for name, text in texts.items()} == {
        "common.typ": [],
        "receipt.typ": [],
        "tickets.typ": [],
    }


@pytest.mark.parametrize("path", ["/etc/passwd", "../secret.txt", "/../secret.txt"])
def test_a_file_outside_the_folder_cannot_be_read(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "layouts").mkdir()
    layout(tmp_path / "layouts", f'#read("{path}")')
    with pytest.raises(typst.TypstError):
        press.press("page", "{}", root=tmp_path / "layouts")


def test_a_file_inside_it_can(tmp_path: Path) -> None:
    (tmp_path / "common.txt").write_text("shared")
    layout(tmp_path, '#read("common.txt")')
    assert pages(press.press("page", "{}", root=tmp_path)) == [["shared"]]


def test_the_site_does_not_load_typst() -> None:
    program = (
        "import sys, eventsite.billing.documents.receipts, eventsite.billing.documents.tickets;"
        "print('typst' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_the_press_knows_no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, running: list[Press]) -> None:
    monkeypatch.setenv("SECRET_KEY", "x" * 40)
    monkeypatch.setenv("PYTHONSTARTUP", "x")
    monkeypatch.setattr(rendering, "_PRESS", tmp_path / "press.py")
    tells = "import os; told = str(sorted(set(os.environ) - {'LC_CTYPE'})); print('made', len(told)); print(told)"
    (tmp_path / "press.py").write_text(tells)
    monkeypatch.setattr(rendering, "_KEPT", ())
    assert typeset("receipt", {}) == b"[]"


def test_documents_can_be_made_at_once() -> None:
    with ThreadPoolExecutor(6) as threads:
        made = set(threads.map(receipt, [RECEIPT] * 6))
    assert len(made) == 1


def test_a_layout_that_fails_says_why() -> None:
    with pytest.raises(NotTypeset, match="does not contain key"):
        typeset("receipt", {"paper": "a4"})


def test_a_press_goes_on_with_the_next_document_also_after_one_that_failed(running: list[Press]) -> None:
    first = receipt(RECEIPT)
    (only,) = running
    with pytest.raises(NotTypeset):
        typeset("receipt", {"paper": "a4"})
    assert receipt(RECEIPT) == first
    assert running == [only]


def test_a_press_that_ended_meanwhile_is_replaced(running: list[Press]) -> None:
    first = receipt(RECEIPT)
    (gone,) = running
    gone._process.kill()
    assert receipt(RECEIPT) == first
    assert [press is gone for press in running] == [False]


def test_a_press_that_ends_with_its_answer_leaves_nothing_open(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, running: list[Press]
) -> None:
    (tmp_path / "press.py").write_text("print('made', 2); print('ok')")
    once = Press(tmp_path / "press.py", {})
    running.append(once)
    monkeypatch.setattr(once, "is_running", lambda: once._process.wait(60) is None)
    assert typeset("receipt", {}) == b"ok"
    pipes = (once._process.stdin, once._process.stdout, once._said)
    assert (running, [pipe is not None and pipe.closed for pipe in pipes]) == ([], [True, True, True])


def test_a_press_that_nobody_asks_ends_by_itself(tmp_path: Path) -> None:
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from eventsite.billing.documents import press;"
    program += "press._IDLE = 0.05; press.serve(sys.stdin.buffer, sys.stdout.buffer)"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.wait(60) == 0


def test_what_a_press_says_before_it_dies_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, running: list[Press]
) -> None:
    monkeypatch.setattr(rendering, "_PRESS", tmp_path / "press.py")
    (tmp_path / "press.py").write_text("raise SystemExit('no typst here')")
    with pytest.raises(NotTypeset, match="no typst here"):
        typeset("receipt", {})


def test_a_press_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, running: list[Press]) -> None:
    monkeypatch.setattr(rendering, "_PATIENCE", 0.001)
    with pytest.raises(NotTypeset, match="was not typeset within"):
        receipt(RECEIPT)
    assert running == []


class Interrupted(BaseException):
    """What stops a thread in the middle of something, as a signal does."""


def test_a_press_that_was_left_in_the_middle_of_an_answer_gives_nobody_the_rest(
    monkeypatch: pytest.MonkeyPatch, running: list[Press]
) -> None:
    first = receipt(RECEIPT)
    (left,) = running

    def interrupted(*_: object) -> tuple[bytes, bytes]:
        raise Interrupted

    monkeypatch.setattr(left, "_asked", interrupted)
    with pytest.raises(Interrupted):
        receipt(RECEIPT)
    assert (running, left.is_running()) == ([], False)
    assert receipt(RECEIPT) == first


def test_a_forked_process_leaves_the_presses_of_its_parent_alone(running: list[Press]) -> None:
    receipt(RECEIPT)
    child = os.fork()
    if not child:
        os._exit(len(rendering._running))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(running) == 1


def test_without_our_typeface_the_press_has_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    layout(tmp_path, '#import "common.typ": document-page\n#show: document-page.with("a4", () => [])\n*Bold* 1,097.00')
    (tmp_path / "common.typ").write_text((press.LAYOUTS / "common.typ").read_text())
    monkeypatch.setattr(press, "_FONTS", tmp_path / "none")
    pdf = press.press("page", "{}", root=tmp_path)
    assert fonts(pdf) == {"LibertinusSerif-Regular", "LibertinusSerif-Bold"}
    assert (pages(pdf), is_pdf_ua(pdf)) == ([["Bold 1,097.00"]], True)


def test_a_press_that_others_keep_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_TURN", 0.01)
    with rendering._PRESSES, rendering._PRESSES, pytest.raises(PressBusy):
        receipt(RECEIPT)
    assert receipt(RECEIPT).startswith(b"%PDF-")
