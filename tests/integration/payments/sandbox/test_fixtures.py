"""What other tests stand on: an application that pays in the sandbox, and webhooks brought to it."""

from __future__ import annotations

import pytest
import stripe
from flask import Flask

from tests.fixtures.stripe import WEBHOOK_SECRET, StripeSandbox
from tests.integration.payments.sandbox.asking import order


def test_the_application_pays_in_the_sandbox(paying_app: Flask, stripe_sandbox: StripeSandbox) -> None:
    settings = paying_app.extensions["eventsite.config"].stripe
    assert (settings.api_base, settings.is_sandbox) == (stripe_sandbox.url, True)
    assert settings.webhook_secret == WEBHOOK_SECRET


def test_what_breaks_the_contract_is_noted(
    stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox
) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.checkout.sessions.create(order(sucess_url="http://localhost/"))
    typo = "POST /v1/checkout/sessions request: .: Additional properties are not allowed ('sucess_url' was unexpected)"
    assert stripe_sandbox.problems == [typo]
    stripe_sandbox.problems.clear()
