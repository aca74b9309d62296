"""SPARQL constraints (5) and the targets of shapes (2.1) as queries (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """A SPARQL constraint (5) of a shape.

    ``query`` answers a row a breach: ``?this``, the focus node, ``?value`` where there is one, and ``?path``;
    ``message`` may hold the row's other variables as ``{?name}``.  ``focus`` is a query for all focus nodes,
    and ``query`` is asked of each, bound to ``?this``, in its subqueries too.
    """

    shape: str
    constraint: str
    severity: str
    message: str
    query: str
    focus: str


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


@dataclass(frozen=True)
class Targets:
    """What focus nodes are known by."""

    targets: frozenset[bytes]
    subjects_of: frozenset[bytes]
    objects_of: frozenset[bytes]
    nodes: frozenset[bytes]

    def query(self) -> str:
        """The query for them all."""
        patterns = [f"?this a {_text(each)} ." for each in self.targets]
        patterns += [f"?this {_text(each)} ?used ." for each in self.subjects_of]
        patterns += [f"?user {_text(each)} ?this ." for each in self.objects_of]
        patterns += [f"BIND({_text(each)} AS ?this)" for each in self.nodes]
        return f"SELECT DISTINCT ?this WHERE {{ {' UNION '.join(f'{{ {each} }}' for each in sorted(patterns))} }}"


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


def _text(term: bytes) -> str:
    return term.decode()
