"""What every feature stands on: no Flask, no word of the domain.

Maintainers: only `db.transaction()` commits, only `clock.now()` reads the clock, and what must happen later is an
`outbox` row written in the transaction that caused it. What is `ForGood` is only ever added to.
"""
