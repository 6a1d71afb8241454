"""Accounts and people: a login, and a human in a programme. A person needs no login."""
