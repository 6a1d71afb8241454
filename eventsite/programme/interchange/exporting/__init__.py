"""A released programme as frab's schedule.xml and schedule.json, valid by the schemas of the c3voc.

Maintainers: the formats know less than we do. A slot is an event of its own, under the first of its rooms; what is
cancelled is left out, since neither format can say so; only schedule.json has room for a role. Identifiers are made
from ours and stay the same in every release, so that apps know a session again.
"""

from eventsite.programme.interchange.exporting.frab_json import to_json
from eventsite.programme.interchange.exporting.frab_xml import to_xml

__all__ = ["to_json", "to_xml"]
