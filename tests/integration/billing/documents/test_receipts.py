"""A receipt says everything once, on as many pages as it needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from eventsite.billing.documents.receipts import ReceiptLine, ReceiptPayment, ReceiptRefund, receipt
from tests.integration.billing.documents.reading import about, is_pdf_ua, keeps_its_margins, pages, paper, pictures
from tests.integration.billing.documents.samples import ATLANTA, RECEIPT


def test_a_receipt_says_all_of_it() -> None:
    assert pages(receipt(RECEIPT)) == [
        [
            "Smart Cities Summit 2026",
            "29–31 October 2026",
            "Peachtree Hall",
            "12 Peachtree Place",
            "Atlanta, GA 30309",
            "Receipt 2026-0388",
            "Paid in full",
            "Paid by",
            "June Vale",
            "City of Larkhaven",
            "june.vale@larkhaven.example",
            "Order",
            "7K2QHD",
            "Issued",
            "Fri 25 Sep 2026",
            "Received by",
            "Cities Forum, Inc.",
            "accounts@forum.example",
            "Pass Quantity Each Amount",
            "All-access",
            "June Vale",
            "1 $599.00 $599.00",
            "Day pass: Thu 29 Oct",
            "To be named",
            "2 $249.00 $498.00",
            "Total $1,097.00",
            "Payment Amount",
            "Card ending 4242",
            "Sun 1 Nov 2026, 01:30 EST",
            "pi_3S",
            "$1,097.00",
            "Still to pay $0.00",
            "Refunds in full until 30 September.",
            "Terms of 1 August 2026.",
            "Receipt 2026-0388, order 7K2QHD 1 of 1",
        ]
    ]


def test_it_says_what_it_is_to_every_reader() -> None:
    pdf = receipt(RECEIPT)
    assert about(pdf) == {
        "title": "Receipt 2026-0388, Smart Cities Summit 2026",
        "author": "Cities Forum, Inc.",
        "language": "en",
        "is tagged": True,
    }
    assert is_pdf_ua(pdf)


def test_the_same_data_gives_the_same_bytes() -> None:
    first = receipt(RECEIPT)
    assert receipt(replace(RECEIPT)) == first
    assert receipt(replace(RECEIPT, number="2026-0389")) != first


def test_what_was_paid_back_stands_below_what_was_paid() -> None:
    refunds = (ReceiptRefund(datetime(2026, 10, 2, 9, 5, tzinfo=ATLANTA), 59900, "re_3S"),)
    [lines] = pages(receipt(replace(RECEIPT, refunds=refunds)))
    assert lines[6] == "$599.00 paid back"
    start = lines.index("Payment Amount")
    assert lines[start + 5 : start + 10] == [
        "Paid back",
        "Fri 2 Oct 2026, 09:05 EDT",
        "re_3S",
        "−$599.00",
        "Still to pay $0.00",
    ]


@pytest.mark.parametrize(
    ("balance", "payments", "state", "last"),
    [
        (9700, RECEIPT.payments, "$97.00 still to pay", "Still to pay $97.00"),
        (-500, RECEIPT.payments * 2, "Paid in full: 2 payments", "Paid too much $5.00"),
        (109700, (), "$1,097.00 still to pay", None),
    ],
)
def test_what_is_left_is_said(
    balance: int, payments: tuple[ReceiptPayment, ...], state: str, last: str | None
) -> None:
    [lines] = pages(receipt(replace(RECEIPT, balance=balance, payments=payments)))
    said = [line for line in lines if line.startswith(("Still to pay", "Paid too much"))]
    assert (lines[6], said) == (state, [last] if last else [])


def test_a_free_order_has_nothing_to_pay() -> None:
    free = replace(RECEIPT, lines=(ReceiptLine("Virtual", "", 1, 0, 0),), total=0, payments=())
    [lines] = pages(receipt(free))
    assert (lines[6], lines[19:22]) == ("Nothing to pay", ["Virtual 1 $0.00 $0.00", "Total $0.00", lines[21]])


def test_a_receipt_needs_neither_seller_nor_payment_nor_terms() -> None:
    bare = replace(RECEIPT, seller=(), payments=(), terms="", payer_organization="", balance=0)
    pdf = receipt(bare)
    assert about(pdf)["author"] == "Smart Cities Summit 2026"
    assert [line for line in pages(pdf)[0] if line in ("Received by", "Payment Amount")] == []


def test_two_hundred_lines_flow_over_numbered_pages_with_their_head() -> None:
    many = tuple(ReceiptLine("All-access", f"Guest {number}", 1, 59900, 59900) for number in range(200))
    pdf = receipt(replace(RECEIPT, lines=many))
    found = pages(pdf)
    assert [page[-1] for page in found] == [
        f"Receipt 2026-0388, order 7K2QHD {number} of {len(found)}" for number in range(1, len(found) + 1)
    ]
    assert [line for page in found for line in page if line.startswith("Guest")] == [f"Guest {n}" for n in range(200)]
    tables = [page for page in found if "All-access" in page]
    assert len(tables) > 5
    assert [page.count("Pass Quantity Each Amount") for page in tables] == [1] * len(tables)
    assert all(keeps_its_margins(page) for page in pictures(pdf))


def test_the_paper_is_that_of_the_currency() -> None:
    assert paper(receipt(RECEIPT)) == (612, 792)
    assert paper(receipt(replace(RECEIPT, currency="EUR"))) == (595, 842)
    assert paper(receipt(RECEIPT, paper="a4")) == (595, 842)
