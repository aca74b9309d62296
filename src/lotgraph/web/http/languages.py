"""In which languages a reader wants labels: by the parameter ``lang``, else by Accept-Language (RFC 9110, 12.5.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from flask import request

from lotgraph.errors import BadRequest
from lotgraph.web.http.negotiation import parameter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lotgraph.rdf.terms import Term

DEFAULT: Final = "en"
"""The language that the words of the pages are in, and labels where no other is asked for."""

_MOST: Final = 8
_TAG: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,4}")
_WEIGHTED: Final = re.compile(r"\s*([A-Za-z0-9-]+)\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?")


@dataclass(frozen=True)
class Languages:
    """The one chain of languages in which a label is looked for: those asked for, English, none, any other."""

    asked: tuple[str, ...] = ()

    @cached_property
    def chain(self) -> tuple[str, ...]:
        """The languages in their order."""
        return tuple(dict.fromkeys((*self.asked, DEFAULT)))

    def choose(self, labels: Iterable[Term]) -> Term | None:
        """The label of the first language of the chain that has one; None where there is no label at all."""
        return min(
            labels, key=lambda each: (_place(self.chain, each.language), each.language, each.value), default=None
        )

    def is_asked(self, language: str) -> bool:
        """Whether a reader expects that language; what has no tag is a name in any."""
        return not language or any(matches(language, each) for each in self.asked or (DEFAULT,))


@lru_cache(maxsize=4096)
def _place(chain: tuple[str, ...], language: str) -> int:
    """The place of a language in the chain: the fewer, the better."""
    if not language:
        return len(chain)
    places = (place for place, each in enumerate(chain) if matches(language, each))
    return next(places, len(chain) + 1)


def matches(tag: str, wanted: str) -> bool:
    """Whether one of two tags is the other or a part of it (RFC 4647, 3.3.1 and 3.4): "de-AT" and "de"."""
    one, other = tag.lower(), wanted.lower()
    return one == other or one.startswith(f"{other}-") or other.startswith(f"{one}-")


def read_languages() -> Languages:
    """What the request of this moment asks for; BadRequest for a parameter that is no list of language tags."""
    named = parameter("lang")
    if named:
        tags = tuple(each.strip() for each in named.split(","))
        if len(tags) > _MOST or not all(map(_TAG.fullmatch, tags)):
            raise BadRequest(f"The parameter `lang` is up to {_MOST} language tags such as `de` or `en,fr`.")
        return Languages(tags)
    found = filter(None, map(_WEIGHTED.fullmatch, request.headers.get("Accept-Language", "").split(",")))
    weighed = sorted(((float(match[2] or 1), match[1]) for match in found), key=lambda each: -each[0])
    tags = tuple(tag for weight, tag in weighed if weight and _TAG.fullmatch(tag))
    return Languages(tags[:_MOST])
