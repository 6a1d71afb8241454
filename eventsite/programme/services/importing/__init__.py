"""Bring a programme from a file into the draft: the first time, and every time after that.

Maintainers: a record of the file is known again by (source, key) and by nothing else. `SourceRecord.fields` holds a
short digest of what the file said last, field by field. Only what the file says anew is written, so what was edited
here stays; where both changed, the file wins and the report says so. What vanished from the file is cancelled or
dropped and comes back with it. Nothing is written before the whole file has passed every check.
"""

from eventsite.programme.services.importing.report import Noun, Report, Tally
from eventsite.programme.services.importing.run import import_schedule

__all__ = ["Noun", "Report", "Tally", "import_schedule"]
