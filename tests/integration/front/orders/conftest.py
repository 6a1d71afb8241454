"""A shop with one pass, and buyers of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.fixtures.stripe import StripeSandbox
from tests.integration.front.orders.buying import Buyer
from tests.integration.payments.shop import Shop, open_shop


@pytest.fixture
def shop(paying_app: Flask, stripe_sandbox: StripeSandbox) -> Shop:
    """Give a summit that sells four passes at $599.00."""
    return open_shop(paying_app, stripe_sandbox)


@pytest.fixture
def buyer(shop: Shop) -> Callable[..., Buyer]:
    """Give `buyer(seats)`: somebody who holds as many seats, in a browser of their own."""

    def arrive(seats: int = 2, **placing: Any) -> Buyer:
        return Buyer(shop, shop.app.test_client(), shop.order(seats, **placing))

    return arrive
