"""What people type into names is printed as they typed it, and does nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from eventsite.billing.documents.receipts import ReceiptDocument, ReceiptLine, ReceiptPayment, receipt
from eventsite.billing.documents.tickets import tickets
from tests.integration.billing.documents.reading import (
    about,
    is_pdf_ua,
    keeps_its_margins,
    pages,
    pictures,
    run_together,
    scanned,
)
from tests.integration.billing.documents.samples import RECEIPT, TICKETS

#: As typed, and as it must read.
PRINTED = {
    "formula": ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
    "html": ('</script><img src=x onerror="alert(1)">', '</script><img src=x onerror="alert(1)">'),
    "import": ('#import "@preview/cetz:0.3.0"', '#import "@preview/cetz:0.3.0"'),
    "read": ('#read("/etc/passwd")', '#read("/etc/passwd")'),
    "code": ("#{ panic() } #sys.inputs #eval(`x`)", "#{ panic() } #sys.inputs #eval(`x`)"),
    "maths": ("$x$ *b* _i_ `raw` = head", "$x$ *b* _i_ `raw` = head"),
    "references": ("@ref <label> // comment /* c */ ~ \\", "@ref <label> // comment /* c */ ~ \\"),
    "json": ('"}],"number":"1","x":[{"', '"}],"number":"1","x":[{"'),
    "dashes": ("a--b---c...'d' \"e\"", "a--b---c...'d' \"e\""),
    "override": ("exe\N{RIGHT-TO-LEFT OVERRIDE}fdp", "exefdp"),
    "zero width": ("a\N{ZERO WIDTH SPACE}b\N{ZERO WIDTH NO-BREAK SPACE}c", "abc"),
    "control": ("a\x00b\nc\x1b[31m", "a b c [31m"),
    "accents": ("Ñandú Łukasz Ðorđe Nguyễn", "Ñandú Łukasz Ðorđe Nguyễn"),
    "greek": ("Ελένη Жанна", "Ελένη Жанна"),
}
LONG_WORD = ("x" * 10_000, "x" * 199 + "…")
#: Letters that a machine may lack, or that stand in another order on paper: they must do no harm.
BORNE = {
    "chinese": "王小明",
    "emoji": "👩\N{ZERO WIDTH JOINER}🔬🎉",
    "arabic": "شراكات عامة",
    "hebrew": "שלום עולם",
    "stacked": "Z" + "\N{COMBINING TILDE}" * 500,
    "thai": "สมชาย",
    "unassigned": "\u0378\U000e0fff",
    "surrogate": "a\ud800b",
    "blank": "\N{HANGUL FILLER}",
}


def receipt_of(text: str) -> ReceiptDocument:
    """Return a receipt in which every text that people write is `text`, twelve times in all."""
    summit = replace(RECEIPT.summit, name=text, edition="2026", venue=(text, text))
    payment = replace(RECEIPT.payments[0], label=text, reference=text)
    return replace(
        RECEIPT, summit=summit, seller=(text,), payer_name=text, payer_organization=text, payer_email=text, terms=text,
        lines=(ReceiptLine(text, text, 1, 100, 100),), payments=(payment,),
    )  # fmt: skip


@pytest.mark.parametrize(("typed", "printed"), PRINTED.values(), ids=PRINTED.keys())
def test_a_receipt_prints_what_was_typed(typed: str, printed: str) -> None:
    pdf = receipt(receipt_of(typed))
    assert run_together(pdf).count(re.sub(r"\s", "", printed)) == 12
    assert about(pdf)["author"] == printed
    assert is_pdf_ua(pdf)
    assert all(keeps_its_margins(page) for page in pictures(pdf))


@pytest.mark.parametrize(("typed", "printed"), [*PRINTED.values(), LONG_WORD], ids=[*PRINTED.keys(), "long word"])
def test_a_ticket_prints_what_was_typed(typed: str, printed: str) -> None:
    named = replace(TICKETS.tickets[0], attendee_name=typed, organization=typed)
    pdf = tickets(replace(TICKETS, tickets=(named,)))
    assert run_together(pdf).count(re.sub(r"\s", "", printed)) == 2
    assert (scanned(pdf), is_pdf_ua(pdf)) == ([["7K2QHD4XW9MN"]], True)
    assert all(keeps_its_margins(page) for page in pictures(pdf))


@pytest.mark.parametrize("text", BORNE.values(), ids=BORNE.keys())
def test_letters_that_may_be_lacking_do_no_harm(text: str) -> None:
    pdf = receipt(receipt_of(text))
    assert about(pdf)["is tagged"] is True
    assert [page[-1] for page in pages(pdf)] == ["Receipt 2026-0388, order 7K2QHD 1 of 1"]
    assert all(keeps_its_margins(page) for page in pictures(pdf))
    named = replace(TICKETS.tickets[0], attendee_name=text, organization=text)
    assert scanned(tickets(replace(TICKETS, tickets=(named,)))) == [["7K2QHD4XW9MN"]]


def test_arabic_and_hebrew_need_no_fonts_of_the_machine() -> None:
    pdf = receipt(replace(RECEIPT, payer_name="شراكات", payer_organization="שלום"))
    assert is_pdf_ua(pdf)
    assert ("شراكات" in run_together(pdf), "שלום" in run_together(pdf)) == (True, True)


@pytest.mark.parametrize("letter", ["x", "W", "%", "王"])
def test_ten_thousand_characters_keep_to_their_places(letter: str) -> None:
    text = letter * 10_000
    lines = (ReceiptLine(text, text, 9999, 99_999_999, 9_999_999_999),) * 2
    total = 99_999_999_999
    payments = (ReceiptPayment(text, RECEIPT.payments[0].at, 9_999_999_999, text),)
    hostile = replace(
        receipt_of(text), number=text, order_code=text, lines=lines, payments=payments, total=total, currency="CHF"
    )
    pdf = receipt(hostile)
    assert run_together(pdf).count("CHF99,999,999.99") == 3
    assert all(keeps_its_margins(page) for page in pictures(pdf))
