"""A receipt and two tickets of the sample summit."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from eventsite.billing.documents.masthead import Masthead
from eventsite.billing.documents.receipts import ReceiptDocument, ReceiptLine, ReceiptPayment
from eventsite.billing.documents.tickets import Ticket, TicketsDocument

ATLANTA = ZoneInfo("America/New_York")

SUMMIT = Masthead(
    name="Smart Cities Summit",
    edition="2026",
    starts_on=date(2026, 10, 29),
    ends_on=date(2026, 10, 31),
    venue=("Peachtree Hall", "12 Peachtree Place", "Atlanta, GA 30309"),
)

RECEIPT = ReceiptDocument(
    number="2026-0388",
    issued_on=date(2026, 9, 25),
    summit=SUMMIT,
    seller=("Cities Forum, Inc.", "accounts@forum.example"),
    payer_name="June Vale",
    payer_organization="City of Larkhaven",
    payer_email="june.vale@larkhaven.example",
    order_code="7K2QHD",
    lines=(
        ReceiptLine("All-access", "June Vale", 1, 59900, 59900),
        ReceiptLine("Day pass: Thu 29 Oct", "To be named", 2, 24900, 49800),
    ),
    total=109700,
    currency="USD",
    payments=(
        ReceiptPayment("Card ending 4242", datetime(2026, 11, 1, 1, 30, tzinfo=ATLANTA, fold=1), 109700, "pi_3S"),
    ),
    terms="Refunds in full until 30 September.\nTerms of 1 August 2026.",
)

TICKETS = TicketsDocument(
    summit=SUMMIT,
    order_code="7K2QHD",
    currency="USD",
    tickets=(
        Ticket(
            scanned="7K2QHD4XW9MN",
            code="7K2Q-HD4X-W9MN",
            attendee_name="June Vale",
            organization="City of Larkhaven",
            pass_name="All-access",
            choice="",
            opens=("Smart Cities Summit", "Industrial IoT World"),
            days=("Thu 29 Oct, 09:00–17:00 EDT", "Fri 30 Oct, 09:00–15:30 EDT"),
            where=SUMMIT.venue,
        ),
        Ticket(
            scanned="",
            code="",
            attendee_name="",
            organization="",
            pass_name="Day pass",
            choice="Thursday 29 October",
            opens=("Smart Cities Summit",),
            days=("Thu 29 Oct, 09:00–17:00 EDT",),
            where=("Online, from your own desk",),
            how="Name this seat to get its code.",
            address="https://summit.example/tickets/12-7K2QHD4XW9MN",
        ),
    ),
)
