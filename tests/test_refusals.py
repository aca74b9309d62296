from __future__ import annotations

from pathlib import Path

import pytest
from tests.folders import CODES, TABLES, TOML, cells, needed, problems, put, read

from lotgraph.schema import CODE_LISTS, CUBES
from lotgraph.sources.wording import join_or

BROKEN = [
    # The header.
    (
        "skills",
        "id,label,colour\na,A,red\n",
        [
            (
                "row 1: has an unknown column 'colour'; skills has id, label, language, scheme, notation, type, "
                "reuse_level, parents, iri, definition, description or scope_note"
            )
        ],
    ),
    (
        "skills",
        "id,lable\na,A\n",
        ["row 1: has an unknown column 'lable'; did you mean 'label'?"],
    ),
    ("skills", "id,label,label\na,A,B\n", ["row 1: label is named twice"]),
    ("skills", "id,,label\na,,A\n", ["row 1: column 2 has no name; name it, or remove it from every row"]),
    (
        "skills",
        "id,label,,\npython,Python,,x\nc-plus-plus,C++,,\n",
        ["row 2: has 4 cells, the header has 2; quote a cell that has a comma"],
    ),
    (
        "skills",
        "Kompetenz,Nummer\nPython,1\n",
        [
            (
                "row 1: names no column of skills: it has 'Kompetenz', 'Nummer'; the first row must name the columns, "
                "at least label, of id, label, language, scheme, notation, type, reuse_level, parents, iri, "
                "definition, description or scope_note"
            )
        ],
    ),
    (
        "shares",
        TABLES["shares"].replace("48.91", "48.91%"),
        ["row 2: percent '48.91%' is not a decimal number; write it like 70.53, without the sign (S40)"],
    ),
    *(
        (
            "skills",
            f"id,label\npython,{value}\nc-plus-plus,C++\n",
            [
                (
                    f"row 2: label '{value}' is an error value of a spreadsheet; write the value, or leave the cell "
                    "empty (S52)"
                )
            ],
        )
        for value in ("#N/A", "#REF!", "#NV", "#¿NOMBRE?", "#ССЫЛКА!", "########", "Err:502")
    ),
    (
        "salaries",
        TABLES["salaries"].replace("149840.50", "#DIV/0!"),
        ["row 2: amount '#DIV/0!' is an error value of a spreadsheet; write the value, or leave the cell empty (S33)"],
    ),
    ("skills", "", [": has no rows; write its header and at least one row, or remove the file"]),
    ("skills", "id,label\n", [": has no rows; write its header and at least one row, or remove the file"]),
    ("skills", "id,label\n\n,\n", [": has no rows; write its header and at least one row, or remove the file"]),
    ("skills", "\nid,label\na,A\n", ["row 1: is empty; the first row must name the columns"]),
    # CSV.
    (
        "skills",
        "id,label\npython,Python\nc-plus-plus,C++,x\nd\n",
        [
            "row 3: has 3 cells, the header has 2; quote a cell that has a comma",
            "row 4: has 1 cell, the header has 2",
        ],
    ),
    ("skills", 'id,label\npython,Python\nc,"C\nd,D\n', ["row 3: has a quotation mark that is not closed"]),
    (
        "skills",
        'id,label\npython,Python\n"c"c,C\n',
        ["row 3: has text after a closing quotation mark; write a quotation mark within a cell twice"],
    ),
    (
        "skills",
        'id,label\npython,Python\nc, "C"\n',
        ["row 3: has a quotation mark within a cell that is not quoted; quote the cell and double the mark"],
    ),
    (
        "skills",
        b"id,label\npython,Python\n\ncafe,Caf\xe9\n",
        ["row 4: label is not UTF-8 (byte 0xE9); save the file as “CSV UTF-8”"],
    ),
    ("skills", "id,label\npython,Python\n".encode("utf-16"), ["row 1: is UTF-16; save the file as “CSV UTF-8”"]),
    ("skills", b"id,label\npython,Py\0thon\n", ["row 2: label has a control character (U+0000); remove it"]),
    (
        "skills",
        "id,label\npython,Python\x07\nc-plus-plus,C++\n",
        ["row 2: label 'Python\\x07' has a control character; remove it (S52)"],
    ),
    # Cells.
    (
        "salaries",
        TABLES["salaries"].replace("149840.50", "149,840".join('""')),
        ["row 2: amount '149,840' is not a decimal number; write it like 149840.5 (S33)"],
    ),
    (
        "salaries",
        TABLES["salaries"].replace("149840.50", "1.5e5"),
        ["row 2: amount '1.5e5' is not a decimal number; write it like 149840.5 (S33)"],
    ),
    ("salaries", TABLES["salaries"].replace("149840.50", ""), ["row 2: amount is empty; it must have a value (S33)"]),
    (
        "salaries",
        TABLES["salaries"].replace("2026-05-31,average,,", "2026-02-30,average,,"),
        ["row 2: period 'P1Y/2026-02-30' is not a period; write it like P1Y/2026-05-31 (S26)"],
    ),
    (
        "salaries",
        TABLES["salaries"].replace("USD,P1Y\n", "USD,yearly\n", 1),
        ["row 2: pay_period 'yearly' is not a duration; write it like P1Y (S37)"],
    ),
    (
        "salaries",
        TABLES["salaries"].replace("average,9+", "medium,9+"),
        ["row 3: statistic 'medium' is not a code of statistic; did you mean 'median'? (S35)"],
    ),
    (
        "posting_counts",
        TABLES["posting_counts"].replace("0533", "27644.0"),
        ["row 2: count '27644.0' is not a whole number; write it like 27644 (S29)"],
    ),
    (
        "shares",
        TABLES["shares"].replace("48.91", "7.053e1"),
        ["row 2: percent '7.053e1' is not a decimal number; write it like 70.53 (S40)"],
    ),
    (
        "mappings",
        TABLES["mappings"].replace("occupation:1011", "https://example.org/a b"),
        ["row 2: object_id 'https://example.org/a b' is not a concept; write it like occupation:23112013"],
    ),
    (
        "mappings",
        TABLES["mappings"].replace("skos:closeMatch", "skos:alike"),
        [
            (
                "row 2: predicate_id 'skos:alike' must be skos:exactMatch, skos:closeMatch, skos:broadMatch,"
                " skos:narrowMatch or skos:relatedMatch (S59)"
            )
        ],
    ),
    (
        "areas",
        TABLES["areas"] + "..,Dots,\n",
        ["row 4: id '..' is not an id; write it like python-programming-language"],
    ),
    (
        "areas",
        TABLES["areas"] + "not-stated,Unknown,\n",
        ["row 4: id 'not-stated' is a name that lotgraph uses itself; choose another"],
    ),
    # References.
    (
        "titles",
        "occupation,mapping,title,kind\n1012,m2,ML Engineer,abbreviation\n",
        [
            "row 2: mapping 'm2' is not in mappings of this source; add it there, or correct it here (S20)",
            "row 2: occupation '1012' is not in occupations; did you mean '1011'? (S15)",
        ],
    ),
    (
        "titles",
        "occupation,mapping,title,kind,locators\n1011,m1,ML Engineer,abbreviation,1-2|3-4\n",
        [
            "row 2: locators '1-2' is not in locators of this source; add it there, or correct it here (S18)",
            "row 2: locators '3-4' is not in locators of this source; add it there, or correct it here (S18)",
        ],
    ),
    (
        "titles",
        "occupation,mapping,title\n1011,m1,ML Engineer\n",
        ["row 1: kind is missing; the table needs that column (S58)"],
    ),
    (
        "statements",
        TABLES["statements"].replace("c-plus-plus", "C++"),
        ["row 2: mentions 'C++' is not in skills; did you mean 'c-plus-plus'?"],
    ),
    (
        "skill_listings",
        TABLES["skill_listings"].replace("defining", "definig"),
        ["row 2: category 'definig' is not a code of skill-category; did you mean 'defining'? (S47)"],
    ),
    (
        "mappings",
        TABLES["mappings"].replace("entry:page", "entry:pages"),
        ["row 2: subject_id 'entry:pages' is not in entries of this source; did you mean 'page'?"],
    ),
    (
        "occupations",
        TABLES["occupations"].replace("lot,job", "lot,jobs"),
        ["row 3: level 'jobs' is not a level of 'lot'; did you mean 'job'? (S03)"],
    ),
    (
        "quality_notes",
        "id,about,note\nq1,salarys,x\nq2,titles,x\n",
        [
            f"row 2: about 'salarys' must be {', '.join(CUBES)} or mappings; did you mean 'salaries'?",
            f"row 3: about 'titles' must be {', '.join(CUBES)} or mappings",
        ],
    ),
    (
        "aliases",
        TABLES["aliases"] + "skill,Py,python,me\nskills,Snake,snake,me\nskills,python,c-plus-plus,me\n",
        [
            "row 3: table 'skill' must be skills, employers, occupations or areas; did you mean 'skills'?",
            "row 4: id 'snake' is not in skills; add it there, or correct it here",
            "row 5: name 'python' is itself an id of skills, so the alias does nothing; remove it",
        ],
    ),
    # Identity.
    (
        "posting_counts",
        TABLES["posting_counts"] + "1011,m1,US,P1Y,600\n1011,m1,US,P1Y,700\n",
        [
            (
                "rows 2, 3, 4: occupation, area, period are the same in these rows ('1011', 'US', 'P1Y');"
                " keep one of them (S28)"
            )
        ],
    ),
    (
        "skills",
        TABLES["skills"] + "python,Python\n",
        ["rows 2, 4: id is the same in these rows ('python'); keep one of them"],
    ),
    (
        "skills",
        TABLES["skills"] + "python,Piton\n",
        [
            (
                "rows 2, 4: label 'Python' and 'Piton' are two labels on one id 'python'; keep one, or give the other"
                " an id of its own (S52)"
            )
        ],
    ),
    (
        "skills",
        TABLES["skills"] + "python2,Python\n",
        [
            (
                "rows 2, 4: label 'Python' is one label on two ids, 'python' and 'python2'; keep one id, or tell the"
                " labels apart (S52)"
            )
        ],
    ),
    (
        "skills",
        "label\nPython\nC++\nC#\nC Sharp\n",
        ["rows 4, 5: label 'C#' and 'C Sharp' give one id 'c-sharp'; give the rows ids of their own (S52)"],
    ),
    (
        "skills",
        TABLES["skills"] + ",(%)\n",
        ["row 4: label '(%)' has no letter or digit to make an id of; give the row an id"],
    ),
    (
        "titles",
        TABLES["titles"] + "1011,m1,ML engineer,abbreviation\n",
        ["rows 2, 3: title differs in these rows, but gives one id 'ml-engineer'; give them ids of their own"],
    ),
    (
        "occupations",
        TABLES["occupations"] + "1011,lot,job,Engineer,1011,1011\n",
        ["rows 3, 4: parent of '1011' is '10' and '1011'; rows about one thing must agree (S04)"],
    ),
    (
        "skill_listings",
        TABLES["skill_listings"] + "1011,m1,python,salary-boosting,71.0,(71%)\n",
        [
            (
                "rows 2, 4: percent of 'python' is '70.53' and '71' for one occupation, area and period; keep one value"
                " and base (S28)"
            )
        ],
    ),
]


REFERRING = {"skills": "aliases", "mappings": "titles", "areas": "shares", "occupations": "titles"}
"""A table that refers to another, of which nothing is to be told when the other is what is wrong."""


@pytest.mark.parametrize(("table", "text", "expected"), BROKEN)
def test_what_is_wrong_is_told(tmp_path: Path, table: str, text: str | bytes, expected: list[str]) -> None:
    folder = put(tmp_path / "demo", {**needed(REFERRING.get(table, table)), table: text})
    file = f"demo/{table}.csv"
    assert problems(folder) == [f"{file}{said}" if said[0] == ":" else f"{file} {said}" for said in expected]


def test_all_problems_are_told_at_once_and_in_order(tmp_path: Path) -> None:
    one = put(
        tmp_path / "a",
        {"skills": "id,label\na,\n", "areas": "id,label\n|,A\n", "colours": "id\n1\n", "titles": "id\n"},
        TOML.replace("demo", "a").replace('publisher = "A College"\n', ""),
    )
    two = put(tmp_path / "b", {"posting_counts": "occupation,count\nnone,x\n"}, TOML.replace("demo", "b"))
    assert [said.partition(":")[0] for said in problems(one, two)] == [
        "a/areas.csv row 2",
        "a/colours.csv",
        "a/skills.csv row 2",
        "a/source.toml",
        "a/titles.csv row 1",
        "a/titles.csv row 1",
        "a/titles.csv row 1",
        "b/posting_counts.csv row 2",
    ]


def test_a_check_names_a_thousand_rows_and_says_that_there_are_more(tmp_path: Path) -> None:
    rows = "".join(f"a{number},\n" for number in range(1500))
    found = problems(put(tmp_path / "demo", {"skills": "id,label\n" + rows}))
    assert len(found) == 1001
    assert found[0] == "demo/skills.csv: label has more such rows than the 1000 that are named (S52)"


# Several sources.


def test_equal_rows_of_shared_tables_are_fine(tmp_path: Path) -> None:
    put(tmp_path / "a", {"skills": "id,label\np,Python\n"}, TOML.replace("demo", "a"))
    put(tmp_path / "b", {"skills": "id,label,language\np,Python,EN\np,Python,de\n"}, TOML.replace("demo", "b"))
    assert cells(read(tmp_path), "skills", "source", "language") == [("a", "en"), ("b", "en"), ("b", "de")]


def test_sources_that_contradict_each_other(tmp_path: Path) -> None:
    put(
        tmp_path / "a",
        {
            "skills": "id,label\np,Python\nq,Kju\n",
            "areas": "id,label,part_of\nUS,USA,Y\nY,Y,\n",
            "schemes": "id,version,title\nlot,7.3.0,Lot\n",
        },
        TOML.replace("demo", "a"),
    )
    put(
        tmp_path / "b",
        {
            "skills": "id,label\np,Piton\nr,Kju\n",
            "areas": "id,label,part_of\nUS,USA,X\nX,X,\n",
            "schemes": "id,version,title\nlot,7.3.0,LOT\n",
            "codes": "list,id,label\nstatistics,mode,Mode\n",
        },
        TOML.replace("demo", "b"),
    )
    assert problems(tmp_path / "a", tmp_path / "b") == [
        "a/areas.csv row 2: part_of of 'US' is 'Y' and 'X'; rows about one thing must agree; see b/areas.csv row 2",
        (
            "a/schemes.csv row 2: title of 'lot' is 'Lot' and 'LOT'; rows about one thing must agree;"
            " see b/schemes.csv row 2"
        ),
        (
            "a/skills.csv row 2: label 'Python' and 'Piton' are two labels on one id 'p'; keep one, or give the other"
            " an id of its own; see b/skills.csv row 2 (S52)"
        ),
        (
            "a/skills.csv row 3: label 'Kju' is one label on two ids, 'q' and 'r'; keep one id, or tell the labels"
            " apart; see b/skills.csv row 3 (S52)"
        ),
        f"b/codes.csv row 2: list 'statistics' must be {join_or(CODE_LISTS)}; did you mean 'statistic'?",
    ]


def test_an_empty_cell_contradicts_nothing(tmp_path: Path) -> None:
    put(tmp_path / "a", {"areas": "id,label\nUS,USA\n"}, TOML.replace("demo", "a"))
    put(tmp_path / "b", {"areas": "id,label,part_of\nUS,USA,X\nX,X,\n"}, TOML.replace("demo", "b"))
    assert len(cells(read(tmp_path), "areas", "part_of")) == 3


def test_two_versions_of_a_scheme_are_refused_and_nothing_else_is_told(tmp_path: Path) -> None:
    for name, version in (("a", "7.2.0"), ("b", "7.3.0")):
        put(
            tmp_path / name,
            {"schemes": f"id,version,title\nlot,{version},LOT\n", "skills": f"id,label\np,{version}\n", "typo": "x\n"},
            TOML.replace("demo", name),
        )
    (said,) = problems(tmp_path / "a", tmp_path / "b")
    assert said == (
        "a/schemes.csv row 2: version '7.2.0' and '7.3.0' are two versions of one scheme 'lot'; a build publishes one;"
        " see b/schemes.csv row 2 (S10)"
    )


def test_versions_of_a_scheme_are_told_by_its_iri_too(tmp_path: Path) -> None:
    for year in ("2010", "2018"):
        schemes = f"id,version,title,iri\nsoc-{year},{year},SOC,https://example.org/soc\n"
        put(tmp_path / year, {"schemes": schemes}, TOML.replace("demo", year))
    (said,) = problems(tmp_path / "2010", tmp_path / "2018")
    assert "'2010' and '2018' are two versions of one scheme 'https://example.org/soc'" in said
    assert said.startswith("2010/schemes.csv row 2: version")
    assert "see 2018/schemes.csv row 2" in said


def test_a_code_of_lotgraph_is_not_changed(tmp_path: Path) -> None:
    folder = put(tmp_path / "demo", {"codes": "list,id,label\nstatistic,average,Mittel\nstatistic,mode,Mode\n"})
    (said,) = problems(folder)
    before, _, after = said.partition("; see ")
    assert before == (
        "demo/codes.csv row 2: label 'Average' and 'Mittel' are two labels on one id 'statistic' 'average';"
        " keep one, or give the other an id of its own"
    )
    assert after.startswith(f"{CODES} row ")


def test_a_source_may_refer_to_the_tables_of_another(tmp_path: Path) -> None:
    put(tmp_path / "a", {"skills": "id,label\np,Python\n"}, TOML.replace("demo", "a"))
    put(
        tmp_path / "b",
        {"aliases": "table,name,id,decided_by\nskills,Py,p,me\n", "entries": "label\nPage\n"},
        TOML.replace("demo", "b"),
    )
    assert cells(read(tmp_path), "aliases", "id") == [("p",)]


def test_an_alias_holds_in_its_own_source_only(tmp_path: Path) -> None:
    one = put(tmp_path / "a", TABLES, TOML.replace("demo", "a"))
    two = put(
        tmp_path / "b",
        {**TABLES, "employers": "id,label\nacme,Acme\n", "aliases": TABLES["aliases"].replace("Python 3", "Snake")},
        TOML.replace("demo", "b"),
    )
    assert problems(one, two) == [
        "b/skill_listings.csv row 2: skill 'Python 3' is not in skills; did you mean 'python'? (S46)",
        "b/statements.csv row 2: mentions 'Python 3' is not in skills; did you mean 'python'?",
    ]
