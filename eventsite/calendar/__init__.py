"""The programme as iCalendar: every filter of the agenda, a session, a person, and a visitor's own stars.

Maintainers: `feeds.py` says which entries a feed holds and what it is called, `entries.py` what one slot shows,
`zones.py` how a time zone is told, `ics.py` how all that is written. Bytes depend on the release, the filter and the
site's address, never on the clock, so that an unchanged feed is answered with 304. `tickets.py` makes no feeds:
the days of a ticket or an order are a file to take in once.

What an entry shows must be compared by `programme.releases.carrying`, else its SEQUENCE does not rise and clients keep
the old one; a test changes every field of a snapshot and checks both ways.

icalendar writes the lines, with four corrections that have tests: names are escaped and kept on one line, a backslash
before N is not a line break, coordinates have no exponent, and time zones are ours.
"""
