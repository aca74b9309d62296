"""Every setting: its name, type, default and help."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from lotgraph.formats.media import DUMPED

DEFAULT_BASE = "https://w3id.org/lotgraph/"


class Type(Enum):
    """What a setting holds; each value is the wording used in messages and docs."""

    BASE = "base IRI"
    TEXT = "text"
    WORD = "text, not empty"
    VERSION = "version"
    DATE = "date"
    HOST = "host"
    PORT = "port"
    COUNT = "whole number"
    LIMIT = "whole number, 1 or more"
    AMOUNT = "whole number, 0 or more"
    ADDRESS = "web address, or empty"
    ADDRESSES = "web addresses, with commas between them"
    EMAIL = "e-mail address, or empty"
    LANGUAGE = "language tag"
    HOSTS = "hosts, with commas between them"
    FORMATS = "formats, with commas between them"
    PATHS = "list of folders, or their names with commas between them"


@dataclass(frozen=True)
class Setting:
    """One setting, as users see it."""

    name: str
    type: Type
    default: str | int
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "base",
        Type.BASE,
        DEFAULT_BASE,
        "What the IRIs of the data begin with. The default is meant for the seeds; "
        "who publishes other sources sets an address of their own.",
    ),
    Setting("title", Type.WORD, "lotgraph", "Name of the publication, in the catalogue and on the pages."),
    Setting(
        "description",
        Type.TEXT,
        "",
        "What the publication is about, in the catalogue and on the pages. Empty: a sentence that fits any.",
    ),
    Setting("language", Type.LANGUAGE, "en", "Language of `title`, `description` and `keywords` (BCP 47)."),
    Setting("keywords", Type.TEXT, "", "What the publication may be found by, with commas between them."),
    Setting(
        "themes",
        Type.ADDRESSES,
        "http://publications.europa.eu/resource/authority/data-theme/SOCI",
        "Themes of the publication, best from the EU's list of data themes; the default is population and society.",
    ),
    Setting("publisher", Type.TEXT, "", "Who publishes; empty: not stated."),
    Setting("publisher_url", Type.ADDRESS, "", "Home page of the publisher."),
    Setting("contact_name", Type.TEXT, "", "Whom to ask about the data; empty: `publisher`."),
    Setting("contact_email", Type.EMAIL, "", "E-mail address for questions about the data; it is shown to everybody."),
    Setting("contact_url", Type.ADDRESS, "", "Page or form for questions about the data."),
    Setting(
        "licence",
        Type.WORD,
        "not stated",
        "Licence of the publication as a whole, as text or as an IRI. "
        "Each source keeps the licence that its own `source.toml` states.",
    ),
    Setting(
        "version",
        Type.VERSION,
        "",
        "Version of the release, and the name of its folder. Empty: `0+` and a digest of everything that goes into it.",
    ),
    Setting("issued", Type.DATE, "", "Day on which the release is published, `2026-05-31`; empty: not stated."),
    Setting(
        "dump_formats",
        Type.FORMATS,
        "nquads, trig, turtle, ntriples",
        f"Formats of the dumps, `nquads` among them: {', '.join(f'`{name}`' for name in DUMPED)}. "
        "Each is kept with gzip and with zstd, of the whole and of each graph, and sent plain too.",
    ),
    Setting(
        "shapes",
        Type.PATHS,
        "",
        "Folders of your own SHACL shapes (Turtle), which a release is judged by too; "
        'in `lotgraph.toml` a list, `shapes = ["my-shapes"]`, of paths from its folder.',
    ),
    Setting(
        "queryable_releases",
        Type.AMOUNT,
        2,
        "Earlier releases that stay queryable beside the current one, those published last; a build drops the stores "
        "of the others. Their dumps, catalogue, report and checksums stay.",
    ),
    Setting(
        "memory_megabytes",
        Type.AMOUNT,
        0,
        "Memory that the tables may take while they are read and mapped; what is more goes to files in the temporary "
        "folder (`TMPDIR`). 0: half of what the machine, or its control group, has.",
    ),
    Setting("host", Type.HOST, "127.0.0.1", "Address to listen on; `0.0.0.0` for all of the machine's."),
    Setting("port", Type.PORT, 8000, "Port to listen on; 0 takes a free one."),
    Setting(
        "workers",
        Type.COUNT,
        16,
        "Queries that are evaluated at once, each in a process of its own; one more is told to come again (429).",
    ),
    Setting("threads", Type.COUNT, 64, "Requests that are answered at a time; those beyond it wait."),
    Setting(
        "address",
        Type.ADDRESS,
        "",
        "Public address of the site, for the service description. Empty: `base` of the release; where that is the "
        "default, the address that the server listens on.",
    ),
    Setting("query_seconds", Type.LIMIT, 30, "Longest that a query may run; a request may ask for less (`timeout=`)."),
    Setting("query_megabytes", Type.LIMIT, 1024, "Memory of its own that the evaluation of a query may take."),
    Setting("query_bytes", Type.LIMIT, 1024 * 1024, "Longest request that is read, in bytes."),
    Setting("answer_rows", Type.LIMIT, 2_000_000, "Rows (of a graph: triples) that an answer may have."),
    Setting("answer_bytes", Type.LIMIT, 1024 * 1024 * 1024, "Bytes that an answer may have, before compression."),
    Setting(
        "stall_seconds",
        Type.LIMIT,
        30,
        "Longest that a client may leave its request unfinished or its answer unread before it is left.",
    ),
    Setting("delivery_seconds", Type.LIMIT, 300, "Longest that the delivery of an answer may wait for its client."),
    Setting("cache_bytes", Type.AMOUNT, 64 * 1024 * 1024, "Memory for answers that are kept to be given again."),
    Setting(
        "store_megabytes",
        Type.AMOUNT,
        6144,
        "Memory that the data of a release may take, with the copy that each worker has of them, and never more than "
        "half of the machine's; where two copies need more, they are read from the disk. 0: always from the disk.",
    ),
    Setting(
        "proxies",
        Type.AMOUNT,
        0,
        "Proxies in front whose X-Forwarded-For, -Proto and -Prefix are believed; 0 believes none.",
    ),
    Setting(
        "engine",
        Type.ADDRESS,
        "",
        "Another SPARQL 1.1 endpoint that evaluates the queries; empty: the store of the release. "
        "A query that is stopped here may run on there.",
    ),
    Setting(
        "service_hosts",
        Type.HOSTS,
        "",
        "Hosts (`query.example.org`, with a port `example.org:8080`) that a query may call by SERVICE. Each can lead "
        "the call on to other addresses, and with any the workers keep the network: trust them. Empty: none.",
    ),
)
