"""What one takes away: receipts, tickets and days as files, for whoever holds the link and nobody else."""

from __future__ import annotations

from collections.abc import Callable

from eventsite.core.db import db
from eventsite.registration.models import Order
from eventsite.registration.services.ordering import Guest
from tests.integration.front.orders.buying import Buyer, Shop

Arrive = Callable[..., Buyer]
JUNE = Guest("June Vale", "june@example.org", "Larkhaven")


def test_files_have_clean_names_and_are_kept_by_nobody(buyer: Arrive, shop: Shop) -> None:
    ada = buyer(guests=[JUNE])
    ada.pays()
    code = ada.look().between("Order ", ",")
    ticket = ada.tickets()[0]
    expected = {
        f"{ada.path}/receipt-2026-0001.pdf": ("application/pdf", "receipt-2026-0001.pdf"),
        f"{ada.path}/tickets.pdf": ("application/pdf", f"tickets-{code}.pdf"),
        f"{ada.path}/calendar.ics": ("text/calendar; charset=utf-8", f"order-{code}.ics"),
        f"{ticket}.pdf": ("application/pdf", f"ticket-{code}-1.pdf"),
        f"{ticket}.ics": ("text/calendar; charset=utf-8", f"ticket-{code}-1.ics"),
    }
    for path, (kind, name) in expected.items():
        answer = ada.client.get(path)
        assert (answer.status_code, answer.content_type) == (200, kind), path
        assert answer.headers["Content-Disposition"] == f'inline; filename="{name}"'
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.data.startswith(b"%PDF-" if kind.endswith("pdf") else b"BEGIN:VCALENDAR")


def test_before_it_is_paid_there_is_nothing_to_take(buyer: Arrive) -> None:
    ada = buyer()
    for name in ("receipt-2026-0001.pdf", "tickets.pdf", "calendar.ics"):
        assert ada.client.get(f"{ada.path}/{name}").status_code == 404
    assert ada.client.get(f"{ada.tickets()[0]}.pdf").status_code == 404


def test_another_orders_receipt_is_not_there(buyer: Arrive) -> None:
    ada, ben = buyer(1), buyer(1)
    ada.pays()
    ben.pays()
    assert ada.client.get(f"{ada.path}/receipt-2026-0002.pdf").status_code == 404
    assert ada.client.get(f"{ben.path}/receipt-2026-0002.pdf").status_code == 200
    assert ada.client.get(f"{ada.path[:-1]}x/receipt-2026-0001.pdf").status_code == 404


def test_a_ticket_says_what_it_opens(buyer: Arrive) -> None:
    ada = buyer(guests=[JUNE])
    ada.pays()
    page = ada.client.get(ada.tickets()[0]).text
    assert "All events, Sat 10 to Mon 12 Mar" in page
    assert page.count('<svg class="qr"') == 1
    assert '<meta name="robots" content="noindex">' in page


def test_a_ticket_of_a_held_seat_shows_no_code(buyer: Arrive) -> None:
    page = buyer().client
    ada = buyer()
    text = page.get(ada.tickets()[0]).text
    assert ('<svg class="qr"' in text, "This seat is kept, but not paid yet." in text) == (False, True)


def test_a_tampered_or_revoked_link_opens_no_ticket(buyer: Arrive, shop: Shop) -> None:
    ada = buyer(1)
    ada.pays()
    path = ada.tickets()[0]
    id, _, secret = path.removeprefix("/tickets/").partition("-")
    order_secret = ada.path.rpartition("-")[2]
    for token in (f"{int(id) + 1}-{secret}", f"{id}-{secret[:-1]}", f"{id}-{order_secret}", id, "999999999-x"):
        for ending in ("", ".pdf", ".ics"):
            assert ada.client.get(f"/tickets/{token}{ending}").status_code == 404, token
        assert ada.client.post(f"/tickets/{token}", data={"name": "Eve"}).status_code == 404

    def revoke() -> None:
        line = db.session.get_one(Order, ada.order_id).lines[0]
        line.ticket_version += 1

    shop.write(revoke)
    assert ada.client.get(path).status_code == 404


def test_a_revoked_order_link_opens_nothing(buyer: Arrive, shop: Shop) -> None:
    ada = buyer(1)
    path = ada.path

    def revoke() -> None:
        db.session.get_one(Order, ada.order_id).link_version += 1

    shop.write(revoke)
    assert (ada.client.get(path).status_code, ada.look().status) == (404, 200)
