"""Notices that a form shows what no longer stands: nobody's change is overwritten unseen."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def mark_of(plan: DataclassInstance) -> str:
    """Return a short text that stands for these values alone; a form carries it from its opening to its save."""
    said = json.dumps(astuple(plan), default=str, ensure_ascii=True)
    return hashlib.blake2b(said.encode(), digest_size=9).hexdigest()
