"""What the installed Stripe SDK says about Stripe: every operation's parameters and every object's shape.

Stripe generates the SDK from its own description of its API. So the SDK's types, read back, are a contract that always
fits the pinned version; `types` turns them into JSON Schema, `services` finds the operations, `contract` checks.
"""
