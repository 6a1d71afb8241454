"""What cannot be, or should not be, in the draft of a summit: computed from plain values, never stored.

`facts` holds the whole summit as frozen values and reads them; `rules` is one table of what may be wrong; `sweep` puts
everything that could meet before the rules; `trying` asks the same of a place that is only thought of, `alternatives`
finds free ones. A new kind of clash is a line in the table of rules, and the facts it asks for.

Who is bound to a place: everybody who is asked or has said yes, whatever the role, backstage too. Who declined or
dropped out is nowhere. The bench is nowhere either, since it waits to step in; but a person on the bench of a session
who has to be elsewhere then could not step in, and that is said for information. Breaks bind nobody, yet take their
rooms. A cancelled session takes nothing; a draft takes all it will take.
"""
