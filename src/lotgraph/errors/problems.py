"""What can be wrong with sources: one code for each kind of problem.

The codes are for programs and for search; the words of a message say what is wrong in its place.  A code never
changes its meaning, which ``descriptions`` gives.  What a shape of the gate finds has no code here: its code is the
id of the shape (``RuleId``).
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, NewType

RuleId = NewType("RuleId", str)
"""The id of a shape ("S33"), as the code of what it finds."""


class Code(StrEnum):
    """The codes."""

    # Files and folders.
    UNREADABLE_FILE = "unreadable-file"
    WRONG_PATH = "wrong-path"
    MISSING_SOURCE_TOML = "missing-source-toml"
    UNSUPPORTED_FORMAT = "unsupported-format"
    NOT_UTF_8 = "not-utf-8"
    EMPTY_FILE = "empty-file"
    NO_DATA = "no-data"
    UNKNOWN_TABLE = "unknown-table"
    DUPLICATE_FILE = "duplicate-file"
    # The text of a file.
    CSV_SYNTAX = "csv-syntax"
    UNCLEAR_DELIMITER = "unclear-delimiter"
    CELL_COUNT = "cell-count"
    CONTROL_CHARACTER = "control-character"
    TOML_SYNTAX = "toml-syntax"
    YAML_SYNTAX = "yaml-syntax"
    RDF_SYNTAX = "rdf-syntax"
    # The header.
    MISSING_HEADER = "missing-header"
    UNKNOWN_COLUMN = "unknown-column"
    UNNAMED_COLUMN = "unnamed-column"
    DUPLICATE_COLUMN = "duplicate-column"
    MISSING_COLUMN = "missing-column"
    UNKNOWN_KEY = "unknown-key"
    # Single cells and values.
    MISSING_VALUE = "missing-value"
    WRONG_FORM = "wrong-form"
    SPREADSHEET_ERROR = "spreadsheet-error"
    OUT_OF_RANGE = "out-of-range"
    UNKNOWN_CODE = "unknown-code"
    UNKNOWN_PREFIX = "unknown-prefix"
    RESERVED_NAME = "reserved-name"
    MISSING_ID = "missing-id"
    # Between rows and tables.
    UNKNOWN_REFERENCE = "unknown-reference"
    USELESS_ALIAS = "useless-alias"
    DUPLICATE_KEY = "duplicate-key"
    AMBIGUOUS_ID = "ambiguous-id"
    DUPLICATE_LABEL = "duplicate-label"
    CONTRADICTING_ROWS = "contradicting-rows"
    TWO_VERSIONS = "two-versions"
    # Captured documents.
    CHANGED_DOCUMENT = "changed-document"
    WRONG_PLACE = "wrong-place"
    # What is retired.
    DROPPED_IRIS = "dropped-iris"
    RETIRED_AND_PUBLISHED = "retired-and-published"
    WRONG_SUCCESSOR = "wrong-successor"
    NEVER_PUBLISHED = "never-published"
    PUBLISHED_AGAIN = "published-again"
    # What is read, and told as a warning.
    FORMULA_AS_TEXT = "formula-as-text"
    ROW_SET_ASIDE = "row-set-aside"
    VALUE_CHANGED = "value-changed"
    COLUMN_LEFT_OUT = "column-left-out"
    UNREAD_FILE = "unread-file"
    UNREAD_COLUMN = "unread-column"
    # Imports, chains.
    WRONG_DOWNLOAD = "wrong-download"
    UNCONNECTED_MAPPINGS = "unconnected-mappings"
    # All checks.
    MORE_ROWS = "more-rows"
    INTERNAL_FAULT = "internal-fault"


class Fault(NamedTuple):
    """What is wrong with a row or a value whose place in a file others know."""

    code: Code
    column: str
    text: str
