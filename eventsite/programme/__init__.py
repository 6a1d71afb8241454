"""The programme: what happens, when, where and with whom; and its releases.

Maintainers: organizers work on the tables (the draft, `models/`). `services/releasing.py` compiles them into an
immutable `releases.snapshot.Snapshot`; every public page, feed and export is rendered from that and never from the
tables. Where things are: `releases/` is what is public and how one release follows another, `pages/` what public pages
show of it, `drafting/` what the desk shows of the draft, `clashes/` what cannot be in it, `board/` the agenda editor,
`telling/` whom a release is mailed to and what, `interchange/` other programs' files, `agenda.py` the filters that
pages and feeds share.

SEQUENCE and the time of the last change live in the snapshots, carried from one to the next: one home, so that a
slot that was taken out, or came from a file, keeps its history even when its row is gone.
"""
