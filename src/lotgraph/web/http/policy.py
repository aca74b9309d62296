"""The Content-Security-Policy of every answer (Content Security Policy Level 3): nothing from another site runs."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

_DIRECTIVES: Final = MappingProxyType(
    {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
)


def policy(**changes: str) -> str:
    """The policy of a page; ``changes`` are directives that it has in their place (``style_src="'self'"``)."""
    directives = _DIRECTIVES | {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}" for name, value in directives.items())
