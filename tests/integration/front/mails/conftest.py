"""The shop whose mails are read."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.fixtures.stripe import StripeSandbox
from tests.integration.front.mails.mailing import VENUE
from tests.integration.payments.shop import Shop, open_shop


@pytest.fixture
def shop(paying_app: Flask, stripe_sandbox: StripeSandbox) -> Shop:
    return open_shop(paying_app, stripe_sandbox, **VENUE)
