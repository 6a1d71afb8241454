"""The agenda editor's one model of a day, which pointer, keyboard and form share.

`asked` is what an address asks for, `reading` what the database says, `geometry` where things stand, `marks` what changed
since the release, `day` puts them together. `keeping` holds days and clash facts by the draft's revision, `news` tells two
days apart. Nothing here writes; that is `services/placing.py` and `services/shifting.py`.
"""
