"""A Stripe to try things with: enough of its API for the official SDK, a payment page, webhooks. No money moves.

It is a server of its own with a file of its own, and never runs in production. What is where:

    settings      where it listens, what it signs with; refuses production and real keys
    store, books  its documents, each one of Stripe's objects as JSON, in SQLite
    shapes/       what each object looks like, complete as Stripe's are
    acts/         what changes them: a checkout, a payment, a refund, a dispute, the passing of time
    api/          what merchants ask for: parameters, idempotency keys, errors, lists
    pages/        what buyers and curious people see
    events        what happened becomes an event, and an event something to send
    sender        signs what is to be sent and sends it, or not, as it was told
    faults        how it is down, when told to be
    sandbox       all of it as one object, which tests hold in their hand

Whatever it does differently from Stripe is a bug, but for this: its clock can be moved, and its world is small.
"""
