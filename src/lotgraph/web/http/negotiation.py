"""Which representation of a document a request asks for, and what its headers say of it and of the others.

Media types are negotiated as RFC 9110, 12.5.1, has it, profiles as the W3C's working draft Content Negotiation
by Profile: by ``Accept-Profile``, or in the address by ``_profile`` and ``_mediatype``.  A header states a
preference: a profile that there is none of is passed over.  An address names one representation: 406.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from flask import request

from lotgraph.errors import BadRequest, NotAcceptable, NotFound
from lotgraph.formats import media
from lotgraph.web.http import protocol
from lotgraph.web.pages import profiles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Response

    from lotgraph.web.pages.profiles import Profile

SUFFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {each.suffix: each.media_type for each in media.of_kind(media.Kind.GRAPH)} | {".html": media.HTML}
)
"""The media types of documents by their suffix, in the order in which they are preferred."""

_SUFFIX_OF: Final = MappingProxyType({media_type: suffix for suffix, media_type in SUFFIXES.items()})
_TYPE: Final = "http://www.w3.org/ns/dx/prof/Profile"
_JSON: Final = "application/json"
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class Variant:
    """One representation: its profile and its media type."""

    profile: Profile
    media_type: str


@dataclass(frozen=True)
class Document:
    """A document about something, and how its representations are addressed.

    ``path`` has no suffix of a format; where ``suffixed`` is false, the format is a parameter.  ``canonical`` is
    its public address; ``pages`` how many it has.  The first profile is taken where none is asked for.
    """

    path: str
    canonical: str
    profiles: tuple[Profile, ...]
    parameters: tuple[tuple[str, str], ...] = ()
    suffixed: bool = True
    pages: int = 1

    @property
    def variants(self) -> Iterator[Variant]:
        """Every representation."""
        return (Variant(profile, each) for profile in self.profiles for each in profile.media_types)

    @property
    def formats(self) -> tuple[tuple[Profile, tuple[tuple[str, str], ...]], ...]:
        """The profiles, each with the label and the address of its every format."""
        labels = {each.media_type: each.label for each in media.FORMATS} | {media.HTML: "HTML"}
        return tuple(
            (profile, tuple((labels[each], self.address(Variant(profile, each))) for each in profile.media_types))
            for profile in self.profiles
        )

    def address(self, variant: Variant | None = None, page: int = 1) -> str:
        """Where a representation is found; without one, where they are negotiated."""
        path, parameters = self.path, [*self.parameters]
        if variant is not None and self.suffixed:
            path += _SUFFIX_OF[variant.media_type]
        elif variant is not None:
            parameters.append(("_mediatype", variant.media_type))
        if variant is not None and variant.profile is not self.profiles[0]:
            parameters.append(("_profile", variant.profile.token))
        if page > 1:
            parameters.append(("page", str(page)))
        return f"{path}?{urlencode(parameters)}" if parameters else path

    def choose(self, suffix: str = "") -> Variant:
        """The representation that the request asks for; NotAcceptable where there is none such."""
        named = parameter("_mediatype") or SUFFIXES.get(suffix, "")
        offered = (*self.profiles, profiles.ALTERNATES)
        for profile in self._wanted(offered):
            there = named if named in profile.media_types else None
            chosen = there if named else choose_media_type(profile.media_types)
            if chosen is not None:
                return Variant(profile, chosen)
        types = ", ".join(dict.fromkeys(each for profile in offered for each in profile.media_types))
        tokens = ", ".join(f"{each.token} <{each.iri}>" for each in offered)
        raise NotAcceptable(f"This can be sent as {types}; in the profiles {tokens}.")

    def page(self, chosen: Variant) -> int:
        """The page of it that the request asks for; NotFound where there are not so many."""
        page, last = whole_number("page"), self._pages(chosen)
        if page > last:
            raise NotFound(f"There is no page {page}: the last is {last}.")
        return page

    def link(self, response: Response, chosen: Variant, page: int, more: tuple[str, ...] = ()) -> None:
        """Say in the headers what the representation is, which others there are, and where to go on."""
        response.headers["Content-Profile"] = f"<{chosen.profile.iri}>"
        links = [f'<{chosen.profile.iri}>; rel="profile"', f'<{self.canonical}>; rel="canonical"', *more]
        links += [
            f'<{_TYPE}>; rel="type"; token="{profile.token}"; anchor="{profile.iri}"'
            for profile in (*self.profiles, profiles.ALTERNATES)
        ]
        for each in self.variants:
            relation = "self" if each == chosen else "alternate"
            links.append(
                f'<{self.address(each)}>; rel="{relation}"; type="{each.media_type}"; profile="{each.profile.iri}"'
            )
        links += [f'<{address}>; rel="{relation}"' for relation, address in self.around(chosen, page).items()]
        response.headers.extend(("Link", link) for link in links)

    def around(self, chosen: Variant, page: int) -> dict[str, str]:
        """The addresses of other pages by their relation to this one (RFC 8288's registry); none of a single page."""
        last = self._pages(chosen)
        places = {"first": 1, "prev": page - 1, "next": page + 1, "last": last} if last > 1 else {}
        return {name: self.address(chosen, place) for name, place in places.items() if 0 < place <= last}

    def _pages(self, chosen: Variant) -> int:
        # Only the first profile says all that there is.
        return self.pages if chosen.profile is self.profiles[0] else 1

    def _wanted(self, offered: tuple[Profile, ...]) -> tuple[Profile, ...]:
        """The profiles to look at, the best first."""
        named = parameter("_profile")
        if named:
            return tuple(_find_profiles(named, offered))
        found = _find_profiles(request.headers.get("Accept-Profile", ""), offered)
        return tuple(dict.fromkeys((*found, *self.profiles)))


def choose_media_type(media_types: Sequence[str]) -> str | None:
    """The media type of these that the request takes, by its Accept; None where it takes none of them.

    JSON is taken for JSON-LD, which is what there is of it.
    """
    chosen = media.negotiate(request.headers.get("Accept"), (*media_types, _JSON))
    jsonld = media.find_formats("jsonld")[0].media_type
    return chosen if chosen != _JSON else jsonld if jsonld in media_types else None


def parameter(name: str) -> str:
    """The value of a parameter of the address, empty where there is none; BadRequest where there are several."""
    found = [value for each, value in protocol.parameters(request.query_string) if each == name]
    if len(found) > 1:
        raise BadRequest(f"The parameter `{name}` is given more than once.")
    return found[0] if found else ""


def whole_number(name: str, least: int = 1) -> int:
    """The value of a parameter that is a whole number from the least, which it is by default; else BadRequest."""
    word = parameter(name)
    if word and not (_NUMBER.fullmatch(word) and int(word) >= least):
        raise BadRequest(f"The parameter `{name}` is a whole number from {least} to 999,999,999, not {word!r}.")
    return int(word or least)


def _find_profiles(wanted: str, offered: tuple[Profile, ...]) -> list[Profile]:
    """Those of the profiles that a list of tokens and IRIs names, by their q-values; what is malformed is none."""
    weighed = sorted(media.elements(wanted), key=lambda each: -each.quality)
    found = (profiles.find_profile(each.value.strip("<>"), offered) for each in weighed if each.quality)
    return [each for each in found if each is not None]
