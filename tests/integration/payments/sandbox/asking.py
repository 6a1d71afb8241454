"""What a merchant asks for in these tests."""

from __future__ import annotations

from typing import Any


def line(amount: int, quantity: int = 1, name: str = "All-access pass", currency: str = "usd") -> Any:
    """Return one line of a session; `amount` is of one, in the smallest unit."""
    price = {"currency": currency, "unit_amount": amount, "product_data": {"name": name}}
    return {"quantity": quantity, "price_data": price}


def order(**changes: Any) -> Any:
    """Return the parameters of a session for two passes; a change to None leaves one out."""
    asked = {
        "mode": "payment",
        "line_items": [line(59900, 2)],
        "success_url": "http://localhost/orders/7?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://localhost/orders/7",
        "client_reference_id": "order-7",
        "customer_email": "ada@example.org",
        "metadata": {"order": "7"},
    }
    return {name: value for name, value in {**asked, **changes}.items() if value is not None}
