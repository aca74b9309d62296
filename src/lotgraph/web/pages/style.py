"""The address of the style sheet, with its digest: it may be kept for as long as it is not another one."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from flask import url_for


def address() -> str:
    """Where the style sheet is."""
    return url_for("static", filename="style.css", v=_digest())


@cache
def _digest() -> str:
    return hashlib.sha256((files("lotgraph.web") / "static" / "style.css").read_bytes()).hexdigest()[:12]
