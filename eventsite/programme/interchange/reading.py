"""From a file's bytes to what it says: size, encoding and kind are settled before anything is parsed."""

from __future__ import annotations

import re
from pathlib import Path

from eventsite.programme.interchange import frab_json, frab_xml
from eventsite.programme.interchange.errors import ConflictMarkers, FileTooLarge, NotASchedule, NotUtf8, UnreadableFile
from eventsite.programme.interchange.raw import RawSchedule

MOST_MEGABYTES = 20
#: Tags of XML, objects and lists of JSON: FOSDEM has 70,000 in 4 MB. More would only fill the memory.
MOST_PARTS = 600_000

_BOM = b"\xef\xbb\xbf"
_CONFLICT_BEGINS = re.compile(rb"^<{7}\s", re.MULTILINE)
_CONFLICT_TURNS = re.compile(rb"^={7}\r?$", re.MULTILINE)
_CONFLICT_ENDS = re.compile(rb"^>{7}\s", re.MULTILINE)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_UTF8_NAMES = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_ARCHIVES = ((b"\x1f\x8b", "gzip"), (b"PK\x03\x04", "zip"), (b"BZh", "bzip2"), (b"\xfd7zXZ", "xz"))


def read_file(path: Path, *, most_megabytes: int = MOST_MEGABYTES) -> bytes:
    """Return a file's bytes; no more than allowed are ever read.

    Raises:
        FileTooLarge, UnreadableFile: saying how large, or why not.
    """
    most = most_megabytes * 1_000_000
    try:
        if (size := path.stat().st_size) > most:
            raise FileTooLarge(
                f"{path.name} has {size / 1_000_000:.1f} MB; at most {most_megabytes} MB are read. "
                "If it is a schedule all the same, allow more with --max-mb."
            )
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise UnreadableFile(f"{path.name} cannot be read: {error.strerror or error}.") from error
    if len(data) > most:
        raise FileTooLarge(f"{path.name} has more than {most_megabytes} MB, and at most that much is read.")
    return data


def parse(data: bytes) -> RawSchedule:
    """Return what a schedule.xml or schedule.json says.

    Raises:
        BadFile: whatever is wrong with it, in one sentence with its place; nothing else is ever raised.
    """
    text = data.removeprefix(_BOM)
    _refuse_conflicts(text)
    head = text[:1000].lstrip()
    _refuse_other_kinds(head)
    _refuse_other_encodings(data, head)
    if text.count(b"<") > MOST_PARTS or text.count(b"{") + text.count(b"[") > MOST_PARTS:
        raise FileTooLarge(f"The file holds more than {MOST_PARTS:,} elements or objects; no schedule does.")
    return frab_xml.read(text) if head.startswith(b"<") else frab_json.read(text)


def _refuse_conflicts(text: bytes) -> None:
    begin = _CONFLICT_BEGINS.search(text)
    if begin is None and (turn := _CONFLICT_TURNS.search(text)) and _CONFLICT_ENDS.search(text, turn.end()):
        begin = turn
    if begin:
        line = text.count(b"\n", 0, begin.start()) + 1
        raise ConflictMarkers(f"At line {line}: this marks a merge conflict. Resolve it, then import the file again.")


def _refuse_other_kinds(head: bytes) -> None:
    if not head:
        raise NotASchedule("The file is empty.")
    for mark, name in _ARCHIVES:
        if head.startswith(mark):
            raise NotASchedule(f"The file is compressed ({name}). Unpack it and import what is inside.")
    if head[:14].lower().startswith((b"<!doctype html", b"<html")):
        raise NotASchedule("The file is a web page. Save the schedule.xml or schedule.json itself.")
    if not head.startswith((b"<", b"{", b"[", *_UTF16_MARKS)):
        raise NotASchedule(
            "The file is neither XML nor JSON: it begins with neither < nor {. "
            "Frab's schedule.xml or schedule.json is wanted."
        )


def _refuse_other_encodings(data: bytes, head: bytes) -> None:
    if head.startswith(_UTF16_MARKS):
        raise NotUtf8("The file is UTF-16. Save it as UTF-8.")
    declared = _DECLARED.match(head)
    if declared and declared[1].lower() not in _UTF8_NAMES:
        raise NotUtf8(f"The file declares the encoding {declared[1].decode()}. Save it as UTF-8.")
    if (place := data.find(b"\0")) >= 0:
        raise NotUtf8(f"At byte {place}: there is a NUL byte, which no text has. The file is damaged.")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NotUtf8(f"At byte {error.start}, line {line}: this is not UTF-8. Save the file as UTF-8.") from error
