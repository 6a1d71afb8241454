"""Who changed what of a summit, when, from what to what: all of it, and for one thing with its parts.

Only what `kinds` lists is ever shown: a column that is not on its list, and so every hash, token and key, stays unseen.
"""
