"""``schema:Dataset`` for the landing page, as dataset search engines read it, in JSON-LD."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from lotgraph.release.catalogue.naming import about, is_iri, split_list
from lotgraph.release.folder import Release


def dataset(release: Release, files: Sequence[tuple[str, str, int, str]], address: str) -> dict[str, Any]:
    """The current release at the public address (a slash ends it).

    ``files`` are its whole dumps: path, media type, bytes and SHA-256 of each.  What is not stated is left out,
    but for the licence, of which it is said that it is not.
    """
    imprint = release.imprint
    place = f"{address}releases/{quote(release.version, safe='+')}/"
    values: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{release.base}releases/{release.version}/",
        "name": release.title,
        "description": str(about(release)),
        "url": address,
        "version": release.version,
        "license": release.licence if is_iri(release.licence) else {"@type": "CreativeWork", "name": release.licence},
        "isAccessibleForFree": True,
        "inLanguage": imprint.language,
        "includedInDataCatalog": {"@type": "DataCatalog", "@id": f"{release.base}catalogue", "name": release.title},
        "isBasedOn": [
            {"@type": "CreativeWork", "@id": each.iri, "name": each.title, "publisher": each.publisher}
            for each in release.sources
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": place + quote(path, safe="/+"),
                "encodingFormat": media_type,
                "contentSize": f"{size} B",
                "sha256": digest,
            }
            for path, media_type, size, digest in files
        ],
        "keywords": split_list(imprint.keywords),
        "datePublished": release.issued,
        "creator": _creator(release),
    }
    return {name: value for name, value in values.items() if value not in (None, [], {})}


def _creator(release: Release) -> dict[str, Any] | None:
    imprint = release.imprint
    if not release.publisher:
        return None
    contact = {"@type": "ContactPoint", "name": imprint.contact_name, "email": imprint.contact_email}
    contact["url"] = imprint.contact_url
    found: dict[str, Any] = {"@type": "Organization", "name": release.publisher, "url": imprint.publisher_url}
    if any((imprint.contact_name, imprint.contact_email, imprint.contact_url)):
        found["contactPoint"] = {name: value for name, value in contact.items() if value}
    return {name: value for name, value in found.items() if value}
