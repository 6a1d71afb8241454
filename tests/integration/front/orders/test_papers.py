"""What one takes away: receipts, tickets and days as files, for whoever holds the link and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from eventsite.billing.documents import rendering
from eventsite.core.db import db
from eventsite.front.views import order_papers
from eventsite.registration.models import Order
from eventsite.registration.services.ordering import Guest
from eventsite.registration.states import Opens
from tests.fixtures.apps import close, make_app
from tests.integration.billing.documents.reading import scanned, words
from tests.integration.front.orders.buying import Buyer, Seen, Shop

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


def test_a_seat_without_a_name_shows_no_code(buyer: Arrive) -> None:
    ada = buyer(guests=[JUNE])
    ada.pays()
    path = ada.tickets()[1]
    page = ada.client.get(path).text
    assert ('<svg class="qr"' in page, "Name this seat to get its code." in page) == (False, True)
    paper = ada.client.get(f"{path}.pdf").data
    assert scanned(paper) == [[]]
    assert f"Name it at http://localhost{path} " in words(paper)[0]


def test_a_ticket_on_paper_says_its_own_days(buyer: Arrive, shop: Shop) -> None:
    ada = buyer(guests=[JUNE])
    ada.pays()

    def open_one_day() -> None:
        line = db.session.get_one(Order, ada.order_id).lines[0]
        (opens,) = line.pass_type.entitlements
        opens.kind, line.on_date = Opens.ANY_DAY, date(2035, 3, 11)

    shop.write(open_one_day)
    (page,) = words(ada.client.get(f"{ada.tickets()[0]}.pdf").data)
    assert "When Sun 11 Mar, 09:00–17:00 EDT Where" in page


def test_a_virtual_ticket_names_no_place_and_no_desk(buyer: Arrive, shop: Shop) -> None:
    ada = buyer(guests=[JUNE])
    ada.pays()
    path = ada.tickets()[0]

    def stay_away() -> None:
        db.session.get_one(Order, ada.order_id).lines[0].pass_type.is_virtual = True

    shop.write(stay_away)
    page, (paper,) = ada.client.get(path).text, words(ada.client.get(f"{path}.pdf").data)
    assert ("<dd>Online, from your own desk</dd>" in page, "at the desk" in page) == (True, False)
    assert ("Where Online, from your own desk Opens" in paper, "at the desk" in paper) == (True, False)


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


def papers(ada: Buyer) -> list[str]:
    return [f"{ada.path}/receipt-2026-0001.pdf", f"{ada.path}/tickets.pdf", f"{ada.tickets()[0]}.pdf"]


def test_a_press_that_makes_another_document_is_busy(buyer: Arrive, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = buyer(1)
    ada.pays()
    monkeypatch.setattr(order_papers, "_TURN", 0.01)
    with order_papers._PRESS:
        busy = [Seen(ada.client.get(path)) for path in papers(ada)]
    assert [(seen.status, seen.response.headers["Retry-After"], seen.headline) for seen in busy] == [
        (503, "5", "Busy just now")
    ] * 3
    assert [ada.client.get(path).status_code for path in papers(ada)] == [200] * 3


def test_presses_that_make_the_mails_documents_are_busy_too(buyer: Arrive, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = buyer(1)
    ada.pays()
    monkeypatch.setattr(rendering, "_TURN", 0.01)
    with rendering._PRESSES, rendering._PRESSES:
        assert ada.client.get(papers(ada)[0]).status_code == 503
    assert ada.client.get(papers(ada)[0]).status_code == 200


def test_one_address_has_six_documents_a_minute(tmp_path: Path, database_url: str) -> None:
    app = make_app(tmp_path, database_url, RATELIMIT_ENABLED=True)
    client = app.test_client()
    paths = ["/orders/1-x/receipt-2026-0001.pdf", "/orders/1-x/tickets.pdf", "/tickets/1-x.pdf"] * 3
    asked = [client.get(path).status_code for path in paths]
    close(app)
    assert asked == [404] * 6 + [429] * 3
