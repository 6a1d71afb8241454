"""eventsite: one site for a summit of several co-located events.

The floors, each of which may import only what lies below it:

    factory > cli > front | desk | api > calendar > payments > billing > registration > programme > summits > people
    > web > core > config | permissions

Inside a feature: views > forms > services > emails > rules > queries > models > signals | states. Below forms nothing
knows Flask.

Who commits: `core.db.transaction()`, opened by a POST view, a job or a command round one service call.
Who permits: every endpoint says `@public`, `@signed_in` or `@requires(permission, on=loader)`; the rulebook is
`summits/rules.py`.
What is public: the current release, and nothing else; `programme/services/compiling.py` is the whitelist.
Where money is made: `registration/pricing.py` alone prices, `billing/journal.py` keeps every minor unit, and Stripe is
called by `payments/gateway.py` only, never inside a transaction; what goes back and forth is a flow (`payments/flows`).
Where the clock is read: `core.clock`. Where links begin: `core.links`. Where later begins: `core.outbox`.
"""
