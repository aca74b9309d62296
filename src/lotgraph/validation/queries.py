"""SPARQL constraints (SHACL, 5) as queries (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """A SPARQL constraint (5) of a shape.

    ``select`` is the query as it stands, and ``query`` has its prefixes too.  It answers a row a breach: ``?this``,
    the focus node, ``?value`` where there is one, and ``?path``, else ``path``; ``message`` may hold the row's other
    variables as ``{?name}``.  It is asked of each focus node, bound to ``?this``, in its subqueries too.  ``focus``
    is the SQL for these, and ``needs`` are the classes and properties of which the data have one, or there are none.
    """

    shape: str
    constraint: str
    severity: str
    message: str
    select: str
    query: str
    focus: str
    path: str
    needs: frozenset[str]


_OPAQUE = re.compile(
    r'''<[^<>"{}|^`\\\s]*>|"(?:""(?:\\.|[^\\])*?"""|(?:\\.|[^"\\\n])*")|'(?:''(?:\\.|[^\\])*?'{3}|(?:\\.|[^'\\\n])*')'''
    r"|#[^\n]*",
    re.DOTALL,
)
"""What of a query is no syntax of its own: IRIs, strings, comments."""


# 5.2.1 and appendix A (as pre-binding would be undefined), and the variables that only some processors bind.
_FORBIDDEN = re.compile(
    r"(?<![\w:?$-])(?i:MINUS|VALUES|SERVICE)\b(?!\s*:)|[?$](failure|PATH|shapesGraph|currentShape)\b"
    r"|(?i:\bAS)\s*[?$]this\b"
)


# Oxigraph puts the term of $this into patterns and comparisons, not into these; what they give would be wrong.
_UNBOUND = re.compile(r"\bBOUND\s*\(\s*[?$]this\b|\bBIND\s*\((?:(?!\bAS\b)[^{}])*[?$]this\b", re.IGNORECASE)


_SELECT = re.compile(r"\bSELECT\b([^{]*)", re.IGNORECASE)


_THIS = re.compile(r"[?$]this\b")


def reason_unsupported(select: str) -> str:
    """Why a query cannot be asked with ``$this`` bound before it is evaluated (5.3.1); empty where it can."""
    text = _OPAQUE.sub(" ", select)
    if _FORBIDDEN.search(text):
        return "a forbidden word or variable"
    if _UNBOUND.search(text):
        return "$this in BOUND or in BIND"
    if any(not _THIS.search(projected) for projected in _SELECT.findall(text)):
        return "a SELECT that does not name $this"
    return ""
