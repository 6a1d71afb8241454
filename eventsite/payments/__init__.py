"""Payments: money that comes in and goes back, through Stripe.

`sandbox/` is a small Stripe of our own, for trials and tests: a server that the official SDK talks to unchanged. It
stands beside the site and shares nothing with it but the webhook's secret; no other module imports it but commands.
"""
