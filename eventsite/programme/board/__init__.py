"""The agenda editor's one model of a day, which pointer, keyboard and form share.

`asked` is what an address asks for, `reading` what the database says, `geometry` where things stand, `marks` what
changed since the release; `day` is what a page gets, `building` puts it together. `keeping` holds facts by the draft's
revision, `news` tells two days apart, `trying` says how it would be elsewhere, `steps` how to go back.
Nothing here writes; that is for `services/placing.py` and `services/shifting.py`.
"""
