"""Programmes as files: frab's schedule.xml and schedule.json, in and out.

Maintainers: nothing here knows the database or Flask. Reading has two steps. `reading.parse` turns bytes into `raw`
values: what the file says, nowhere believed, each with its place (a line, or a path through the JSON).
`checks.assemble` turns those into `documents`: instants, keys and Markdown that fit our tables, or one error that
names the place. What is strange but can be imported becomes an oddity. A file that is refused is refused before
anything is written.
"""
