"""The codes of problems as the reference page and reports describe them: meaning, example, remedy."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from lotgraph.errors.problems import Code


class Description(NamedTuple):
    """What a code means, a whole message as an example, and what to do."""

    meaning: str
    example: str
    remedy: str


DESCRIPTIONS: Final[Mapping[Code, Description]] = MappingProxyType(
    {
        # Files and folders.
        Code.UNREADABLE_FILE: Description(
            "A file or folder is there and cannot be read.",
            "survey/source.toml: cannot be read: Is a directory",
            "Give yourself the right to read it, or write the file anew with the program that made it.",
        ),
        Code.WRONG_PATH: Description(
            "At a path there is nothing, or a folder in the place of a file, or a file in the place of a folder.",
            "surveys: is not there",
            "Correct the path, or put there what is expected.",
        ),
        Code.MISSING_SOURCE_TOML: Description(
            "A folder that is given as a source has no source.toml.",
            "sources/survey: has tables but no source.toml",
            "Write the source.toml beside the tables; lotgraph init makes one to begin with.",
        ),
        Code.UNSUPPORTED_FORMAT: Description(
            "A file, or a column of a Parquet file, is of a kind that is not read: a workbook, an archive, "
            "a nested type.",
            "survey/skills.xlsx: cannot be read; save it as “CSV UTF-8”, named like its table",
            "Save the sheet as “CSV UTF-8”, unpack the archive, or write the column as text.",
        ),
        Code.NOT_UTF_8: Description(
            "A file has bytes that are no UTF-8.",
            "survey/skills.csv row 2: label is not UTF-8 (byte 0xE9); save the file as “CSV UTF-8”",
            "Save the file as UTF-8; a spreadsheet calls that “CSV UTF-8”.",
        ),
        Code.EMPTY_FILE: Description(
            "A file has no header.",
            "survey/skills.csv row 1: is empty; the first row must name the columns",
            "Write the names of the columns into the first row, or remove the file.",
        ),
        Code.NO_DATA: Description(
            "A source has no table, a table no row, or nothing of a file can be kept.",
            "survey/skills.csv: has no rows; write its header and at least one row, or remove the file",
            "Add at least one row, or remove the file; of a download, see what was set aside and why.",
        ),
        Code.UNKNOWN_TABLE: Description(
            "A CSV or Parquet file has a name that is no table's.",
            "survey/skill.csv: is an unknown table; did you mean 'skills'?",
            "Name it like its table (docs/tables.md), or move it out of the folder.",
        ),
        Code.DUPLICATE_FILE: Description(
            "A table stands in two files.",
            "survey/skills.csv: stands beside skills.parquet; keep one of them",
            "Keep one of the files.",
        ),
        # The text of a file.
        Code.CSV_SYNTAX: Description(
            "A quotation mark is not closed, or stands where CSV (RFC 4180) has none.",
            "survey/skills.csv row 2: has a quotation mark that is not closed",
            "Quote the whole cell, and double each quotation mark in it.",
        ),
        Code.UNCLEAR_DELIMITER: Description(
            "It is in doubt whether commas, semicolons or tabs part the cells.",
            "survey/skills.csv row 1: has “|” between the cells; save it with commas between the cells, as “CSV "
            "UTF-8”, or write a first line sep=; with the mark it has",
            "Save the file with commas, or write a first line sep=; with the mark that it has.",
        ),
        Code.CELL_COUNT: Description(
            "A row has more or fewer cells than the header.",
            "survey/skills.csv row 2: has 3 cells, the header has 2; quote a cell that has a comma",
            "Quote a cell that holds a comma; add or remove cells.",
        ),
        Code.CONTROL_CHARACTER: Description(
            "A text has a character that cannot be seen and means nothing.",
            "survey/skills.csv row 2: label 'Py\\x07thon' has a control character; remove it (S52)",
            "Remove the character; it often comes from copying out of a PDF.",
        ),
        Code.TOML_SYNTAX: Description(
            "A source.toml is not TOML.",
            "survey/source.toml: is not TOML: Invalid value (at line 1, column 9)",
            "Put texts in quotation marks, one key a line.",
        ),
        Code.YAML_SYNTAX: Description(
            "The metadata of a set of mappings are not YAML.",
            "survey/mappings.sssom.tsv row 1: the metadata are not keys with their values, like license: "
            "https://example.org/licence",
            "Correct the lines above the table, or the .sssom.yml file beside it.",
        ),
        Code.RDF_SYNTAX: Description(
            "A download is not RDF in the syntax that its name tells, or cannot be read without another file.",
            "jobs.jsonld: takes its @context from elsewhere, and nothing is fetched; put the context into the file",
            "Correct the file in the line that the message names, or name it after its syntax.",
        ),
        # The header.
        Code.MISSING_HEADER: Description(
            "The first row names no column of the table.",
            "survey/skills.csv row 1: names no column of skills: it has 'Kompetenz'; the first row must name the "
            "columns, at least label, of id, label, language, scheme, notation, type, reuse_level, parents, iri, "
            "definition, description or scope_note",
            "Write the names of the columns into the first row.",
        ),
        Code.UNKNOWN_COLUMN: Description(
            "The header has a name that is no column of the table.",
            "survey/skills.csv row 1: has an unknown column 'lable'; did you mean 'label'?",
            "Correct the name, or remove the column.",
        ),
        Code.UNNAMED_COLUMN: Description(
            "A column with cells has no name.",
            "survey/skills.csv row 1: column 2 has no name; name it, or remove it from every row",
            "Name the column, or remove it from every row.",
        ),
        Code.DUPLICATE_COLUMN: Description(
            "Two columns have one name.",
            "survey/skills.csv row 1: label is named twice",
            "Rename or remove one of them.",
        ),
        Code.MISSING_COLUMN: Description(
            "The header lacks a column that is needed.",
            "survey/skills.csv row 1: label is missing; the table needs that column (S52)",
            "Add the column.",
        ),
        Code.UNKNOWN_KEY: Description(
            "A source.toml has a key that is not known.",
            "survey/source.toml: has an unknown key 'license'; did you mean 'licence'?",
            "Correct the name of the key, or remove the line (docs/tables.md lists the keys).",
        ),
        # Single cells and values.
        Code.MISSING_VALUE: Description(
            "A cell, or a key of a source.toml, is empty or missing and must have a value.",
            "survey/skills.csv row 2: label is empty; it must have a value (S52)",
            "Fill it in; what is unknown is said by the columns that the table has for it.",
        ),
        Code.WRONG_FORM: Description(
            "A value has not the form of its type.",
            "survey/areas.csv row 2: id 'a|b' is not an id; write it like python-programming-language",
            "Write it like the example in the message (docs/tables.md lists the types).",
        ),
        Code.SPREADSHEET_ERROR: Description(
            "A cell is what a spreadsheet saves for a formula that failed.",
            "survey/skills.csv row 2: label '#N/A' is an error value of a spreadsheet; write the value, or leave the "
            "cell empty (S52)",
            "Write the value, or leave the cell empty.",
        ),
        Code.OUT_OF_RANGE: Description(
            "A number is smaller or larger than it can be.",
            "survey/mappings.csv row 2: confidence '1.5' must be from 0 to 1 (S68)",
            "Correct the number.",
        ),
        Code.UNKNOWN_CODE: Description(
            "A value is not one of the words that its column may have.",
            "survey/skill_labels.csv row 2: kind 'short' must be alternative or hidden",
            "Write one of the words that the message names.",
        ),
        Code.UNKNOWN_PREFIX: Description(
            "A name in a set of mappings has a prefix that the header does not declare.",
            "survey/mappings.sssom.tsv row 5: object_id has the prefix “esco”, which is not in the curie_map",
            "Declare the prefix in the curie_map of the header, or write the whole IRI.",
        ),
        Code.RESERVED_NAME: Description(
            "An id or a name of a file is one that lotgraph uses itself.",
            "survey/areas.csv row 2: id 'not-stated' is a name that lotgraph uses itself; choose another",
            "Choose another.",
        ),
        Code.MISSING_ID: Description(
            "A row has no id, and none can be made of its label or code.",
            "survey/skills.csv row 2: label '+' has no letter or digit to make an id of; give the row an id",
            "Give the row an id.",
        ),
        # Between rows and tables.
        Code.UNKNOWN_REFERENCE: Description(
            "A value names a thing that no row of the other table has.",
            "survey/skill_labels.csv row 2: skill 'pyton' is not in skills; did you mean 'python'?",
            "Correct the value, or add the row there.",
        ),
        Code.USELESS_ALIAS: Description(
            "An alias is itself an id, and so stands for nothing else.",
            "survey/aliases.csv row 2: name 'r' is itself an id of skills, so the alias does nothing; remove it",
            "Remove the row of aliases.",
        ),
        Code.DUPLICATE_KEY: Description(
            "Two rows, or two sources, have one key.",
            "survey/skills.csv rows 2, 3: id is the same in these rows ('python'); keep one of them",
            "Keep one of the rows; give each source an id of its own.",
        ),
        Code.AMBIGUOUS_ID: Description(
            "Different labels give one id.",
            "survey/skills.csv rows 2, 3: label 'R' and 'r' give one id 'r'; give the rows ids of their own (S52)",
            "Give the rows ids of their own.",
        ),
        Code.DUPLICATE_LABEL: Description(
            "One label stands on two ids.",
            "survey/skills.csv rows 2, 3: label 'Python' is one label on two ids, 'python' and 'python-3'; keep one "
            "id, or tell the labels apart (S52)",
            "Keep one id, or tell the labels apart.",
        ),
        Code.CONTRADICTING_ROWS: Description(
            "Rows about one thing say different things of it.",
            "survey/skills.csv rows 2, 3: label 'Python' and 'Pyhton' are two labels on one id 'python'; keep one, "
            "or give the other an id of its own (S52)",
            "Make the rows agree, or give them ids of their own.",
        ),
        Code.TWO_VERSIONS: Description(
            "One taxonomy stands in two versions.",
            "survey/schemes.csv rows 2, 3: version '1' and '2' are two versions of one scheme 'jobs'; a build "
            "publishes one (S10)",
            "Build with one of them; nothing else is checked before.",
        ),
        # Captured documents.
        Code.CHANGED_DOCUMENT: Description(
            "A captured document, or the text at a place in it, has not the SHA-256 that the source states.",
            "survey/source.toml: sha256 is not that of survey/page.txt, which is "
            "11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437; the places no longer hold (S22)",
            "Put back the capture that was read, or find the places anew.",
        ),
        Code.WRONG_PLACE: Description(
            "A place is not in the captured document.",
            "survey/locators.csv row 2: span has 6 code points, 2-90 is no place in it",
            "Correct the span: it counts characters from 0, its end is behind the last.",
        ),
        # What is retired.
        Code.DROPPED_IRIS: Description(
            "The release before has IRIs that the build would leave out without a word.",
            "publication/releases/1: has 1 IRIs that this build would drop; publish them again, or write rows with "
            "iri, reason and successor into retirements.csv of a source: 1 row retires them: "
            "<https://data.example.org/id/skill/go>; --write-retirements FILE writes these rows, to be completed",
            "Publish them again, or retire them in retirements.csv; build --write-retirements writes the rows.",
        ),
        Code.RETIRED_AND_PUBLISHED: Description(
            "A row retires what the same build publishes.",
            "survey/retirements.csv row 2: iri <https://data.example.org/id/skill/rust> is published by this build; "
            "remove the row, or what publishes it",
            "Remove the row, or what publishes the thing.",
        ),
        Code.WRONG_SUCCESSOR: Description(
            "A successor is not published, is of another kind, or leads in a circle.",
            "survey/retirements.csv row 3: successor <https://data.example.org/id/skill/ruby> is neither published "
            "nor retired; name one that is, or leave it empty",
            "Name something that is published, or leave the cell empty.",
        ),
        Code.NEVER_PUBLISHED: Description(
            "A row retires what was never published here.",
            "survey/retirements.csv row 2: iri <https://data.example.org/id/skill/cobol> was never published here, "
            "so there is nothing to retire",
            "Correct the IRI, or remove the row.",
        ),
        Code.PUBLISHED_AGAIN: Description(
            "What was retired is published again.",
            "tombstones.nt: 1 retired IRIs are published again: <https://data.example.org/id/skill/perl>",
            "Nothing, where it is meant; else look whether an old id was used for a new thing.",
        ),
        # What is read, and told as a warning.
        Code.FORMULA_AS_TEXT: Description(
            "A cell begins with an equals sign; it is read as text.",
            "survey/skills.csv row 2: label '=Python' starts with =; it is read as text, not as a formula",
            "Nothing, where it is a text; else write the value of the formula.",
        ),
        Code.ROW_SET_ASIDE: Description(
            "A row of mappings is not published, as the data have no place for it.",
            "survey/mappings.sssom.tsv row 6: set aside: is there twice, in every cell (https://data.example.org/a "
            "https://data.example.org/b)",
            "Nothing, where it is meant; else correct what the message names.",
        ),
        Code.VALUE_CHANGED: Description(
            "A value of a row of mappings was brought into another form, left out or filled in.",
            "survey/mappings.sssom.tsv row 5: repaired: mapping_date holds more than a day, which is kept "
            "(2026-05-31T12:00:00Z)",
            "See that what is published is what was meant.",
        ),
        Code.COLUMN_LEFT_OUT: Description(
            "A set of mappings has columns that are not published.",
            "survey/mappings.sssom.tsv: has columns that are not carried over: author_label",
            "Nothing; keep the file where it was published.",
        ),
        Code.UNREAD_FILE: Description(
            "An import did not know a file of the download, and did not read it.",
            "survey/import_report.csv row 2: file 'new.csv' of the download was not read, as the import did not know "
            "it; what it says is not in the tables. Import the download again with a newer lotgraph",
            "Import the download again with a newer lotgraph.",
        ),
        Code.UNREAD_COLUMN: Description(
            "An import did not know a column of a file of the download, and did not read it.",
            "survey/import_report.csv row 2: file 'new.csv' of the download has a column of which the import did not "
            "know what it holds: “Demand” is not known here; nothing of it was read. Import the download again with a "
            "newer lotgraph",
            "Import the download again with a newer lotgraph.",
        ),
        # Imports, chains.
        Code.WRONG_DOWNLOAD: Description(
            "A download is not what the import reads.",
            "db_30_1_text: has no “Occupation Data.txt”; it is not a download of O*NET as text or CSV: it has no text "
            "file",
            "Name the right folder or file, or another kind of import.",
        ),
        Code.UNCONNECTED_MAPPINGS: Description(
            "Two steps of a chain have no concept in common.",
            "second: has no mapping that starts or ends where those of the folder before it end",
            "Name the source folders in the order of the steps.",
        ),
        # All checks.
        Code.MORE_ROWS: Description(
            "A check found more rows than the thousand that it names.",
            "survey/skills.csv: label has more such rows than the 1000 that are named (S52)",
            "Mend the cause, which is mostly one for all rows, and check again.",
        ),
        Code.INTERNAL_FAULT: Description(
            "Lotgraph made what breaks its own rules; the sources are not to blame.",
            "survey/skills.csv: could not be loaded whole; please report this",
            "Please report it with the message.",
        ),
    }
)
"""Of every code."""
