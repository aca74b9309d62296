"""OEWS of the BLS: employment and wages by occupation and area, a figure a column.

Two layouts are read: that of the time series, with a footnote a figure, and that of the yearly tables
(``OCC_CODE``, ``A_MEDIAN`` ...), in which a mark stands in place of a figure.
"""

from __future__ import annotations

import re
from pathlib import Path

from lotgraph.sources.importers import soc
from lotgraph.sources.importers.characters import printable
from lotgraph.sources.importers.download import Record, clean, records
from lotgraph.sources.importers.folder import Target

_STATISTICS = {
    "03": ("mean", "PT1H"),
    "04": ("mean", "P1Y"),
    "06": ("percentile-10", "PT1H"),
    "07": ("percentile-25", "PT1H"),
    "08": ("median", "PT1H"),
    "09": ("percentile-75", "PT1H"),
    "10": ("percentile-90", "PT1H"),
    "11": ("percentile-10", "P1Y"),
    "12": ("percentile-25", "P1Y"),
    "13": ("median", "P1Y"),
    "14": ("percentile-75", "P1Y"),
    "15": ("percentile-90", "P1Y"),
}
_EMPLOYMENT, _EMPLOYMENT_ERROR, _WAGE_ERROR, _PER_THOUSAND, _QUOTIENT = "01", "02", "05", "16", "17"
_NEEDED = ("area_type", "area_code", "area_name", "industry_code", "occupation_code", "occupation_title")
_TOP_CODED = "5"
_LEAST = {2022: {"PT1H": "115", "P1Y": "239200"}, 2016: {"PT1H": "100", "P1Y": "208000"}}
"""What a wage with that footnote (or ``#``) is at least, by the first release that says so.

Footnote 5 of the release of May 2025: "equal to or greater than $115.00 per hour or $239,200 per year"; the
highest 10th percentiles that it states are 114.91 and 239,000.  Up to May 2021 it was 100.00 and 208,000.
"""

_YEARLY = {
    "AREA": "area_code",
    "AREA_TITLE": "area_name",
    "AREA_TYPE": "area_type",
    "NAICS": "industry_code",
    "OCC_CODE": "occupation_code",
    "OCC_TITLE": "occupation_title",
    "TOT_EMP": "01 Employment",
    "EMP_PRSE": "02 Employment percent relative standard error",
    "MEAN_PRSE": "05 Wage percent relative standard error",
    "JOBS_1000": "16 Employment per 1,000 jobs",
    "LOC_QUOTIENT": "17 Location Quotient",
    "H_MEAN": "03 Hourly mean wage",
    "A_MEAN": "04 Annual mean wage",
    "H_PCT10": "06 Hourly 10th percentile wage",
    "H_PCT25": "07 Hourly 25th percentile wage",
    "H_MEDIAN": "08 Hourly median wage",
    "H_PCT75": "09 Hourly 75th percentile wage",
    "H_PCT90": "10 Hourly 90th percentile wage",
    "A_PCT10": "11 Annual 10th percentile wage",
    "A_PCT25": "12 Annual 25th percentile wage",
    "A_MEDIAN": "13 Annual median wage",
    "A_PCT75": "14 Annual 75th percentile wage",
    "A_PCT90": "15 Annual 90th percentile wage",
}
"""The columns of the yearly tables, by the names that the time series have for them."""

_NATION, _STATE = {"N", "1"}, {"S", "2", "3"}
_ALL_OWNERS = {"", "1235"}
_FOOTNOTES = {
    "4": "is not released, because hourly or yearly pay is not usual in the occupation",
    "8": "is not released",
}
_ABSENT = {"-", "*", "**", "~", "#", ""}
_NUMBER = re.compile(r"([0-9]{1,24}|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]{1,12})?")

# SOC's own titles where OEWS prints others, so that an occupation has one label, whichever file it came from.
_TITLES_OF_SOC = {
    "33-3051": "Police and Sheriff’s Patrol Officers",
    "51-4033": "Grinding, Lapping, Polishing, and Buffing Machine Tool Setters, Operators, and Tenders,"
    " Metal and Plastic",
}
# What OEWS counts together, which SOC has no code for.
_OWN = {"00-0000", "21-1018", "25-2052", "25-9045", "51-2028", "53-1047"}
_OWN_SCHEME = "oews"
_STATES = {
    code: postal
    for pair in [
        "01AL",
        "02AK",
        "04AZ",
        "05AR",
        "06CA",
        "08CO",
        "09CT",
        "10DE",
        "11DC",
        "12FL",
        "13GA",
        "15HI",
        "16ID",
        "17IL",
        "18IN",
        "19IA",
        "20KS",
        "21KY",
        "22LA",
        "23ME",
        "24MD",
        "25MA",
        "26MI",
        "27MN",
        "28MS",
        "29MO",
        "30MT",
        "31NE",
        "32NV",
        "33NH",
        "34NJ",
        "35NM",
        "36NY",
        "37NC",
        "38ND",
        "39OH",
        "40OK",
        "41OR",
        "42PA",
        "44RI",
        "45SC",
        "46SD",
        "47TN",
        "48TX",
        "49UT",
        "50VT",
        "51VA",
        "53WA",
        "54WV",
        "55WI",
        "56WY",
        "66GU",
        "72PR",
        "78VI",
    ]
    for code, postal in ((pair[:2], pair[2:]),)
}
"""ISO 3166-2 of the states, by their FIPS codes, with which the codes of areas begin."""


def read(path: Path, target: Target) -> None:
    """Read the figures of all industries together, for the nation and the states."""
    year = target.version or _year(path)
    seen: set[tuple[str, str]] = set()
    titles: dict[str, str] = {}
    areas: dict[str, str] = {"US": "United States"}
    for record in records(path, target, _NEEDED, renamed=_YEARLY):
        columns = {name[:2]: name for name in record.cells if re.match(r"\d\d ", name)}
        code, area = record["occupation_code"].strip(), _area(record)
        if not soc.CODE.fullmatch(code):
            target.report.set_aside(record.file, "has no code of an occupation", record.row, code)
        elif not printable(record["occupation_title"]).strip():
            target.report.set_aside(record.file, "has no title", record.row, code)
        elif not area:
            target.report.set_aside(
                record.file, "is of no state and not of the nation", record.row, record["area_code"]
            )
        elif record["OWN_CODE"].strip() not in _ALL_OWNERS:
            target.report.set_aside(record.file, "is of some employers only", record.row, record["OWN_CODE"])
        elif record["industry_code"].strip().strip("0"):
            target.report.set_aside(record.file, "is of one industry only", record.row, record["industry_code"])
        elif (code, area) in seen:
            target.report.set_aside(record.file, "is there twice", record.row, f"{code} {area}")
        else:
            seen.add((code, area))
            areas.setdefault(area, clean(record, "area_name", target) or area)
            _note_title(record, titles, code, target)
            _write_figures(record, columns, area, year, target)
    _write_occupations(titles, year, path.name, target)
    for area, label in areas.items():
        target.add("areas", id=area, label=label, part_of="US" if area != "US" else "")
    _describe(year, target)


def _year(path: Path) -> str:
    found = re.search(r"(?:may)?_?((?:19|20)\d\d)", path.name, re.IGNORECASE)
    return found[1] if found else "not-stated"


def _area(record: Record) -> str:
    kind, code = record["area_type"].strip(), record["area_code"].strip()
    if kind in _NATION:
        return "US"
    state = _STATES.get(code.zfill(2)[:2])
    return f"US-{state}" if state and kind in _STATE else ""


def _note_title(record: Record, titles: dict[str, str], code: str, target: Target) -> None:
    title = clean(record, "occupation_title", target)
    if titles.setdefault(code, title) != title:
        message = "occupation_title is not that of an earlier row, which is kept"
        target.report.disagrees(record.file, message, record.row, f"{code} {title}")


def _identifier(code: str, year: str) -> str:
    return f"{_OWN_SCHEME}-{year}:{code}" if code in _OWN else soc.identifier(code)


def _least(year: str, paid: str) -> str:
    """What a wage that is cut off is at least; empty where that is not known, the newest where no year is told."""
    known = [first for first in _LEAST if not year.isdecimal() or int(year) >= first]
    return _LEAST[max(known)][paid] if known else ""


def _figure(record: Record, column: str, notes: dict[str, str], year: str, target: Target) -> tuple[str, bool]:
    """The number of a column, and whether it is only the least that it can be; empty where there is none."""
    value, note, number = record[column].strip(), notes.get(column[:2], ""), column[:2]
    if number in _STATISTICS and (note == _TOP_CODED or value == "#"):
        least = _least(year, _STATISTICS[number][1])
        if not least:
            target.report.missing(
                record.file, f"{column} is cut off, at what is not known of {year}", record.row, value
            )
            return "", False
        message = f"is cut off (footnote 5); what it is at least is kept, {least}"
        target.report.repaired(record.file, f"{column} {message}", record.row, value)
        return least, True
    if _NUMBER.fullmatch(value):
        figure = value.replace(",", "")
        if number not in _STATISTICS or figure.strip("0."):
            return figure, False
        target.report.missing(record.file, f"{column} is 0, which is no pay", record.row, value)
        return "", False
    if value == "":
        return "", False
    reason = _FOOTNOTES.get(note, "is not released") if value in _ABSENT else "is no number"
    target.report.missing(record.file, f"{column} {reason}", record.row, value)
    return "", False


def _write_figures(record: Record, columns: dict[str, str], area: str, year: str, target: Target) -> None:
    notes = dict(note.split(":", 1) for note in record["footnotes"].split(";") if ":" in note)
    values = {key: _figure(record, name, notes, year, target) for key, name in columns.items()}
    place = {"occupation": _identifier(record["occupation_code"].strip(), year), "area": area}
    place["mapping"] = record["occupation_code"].strip() if record["occupation_code"].strip() in _OWN else ""
    place["period"] = f"P1Y/{year}-05-31" if year.isdecimal() else ""
    none = ("", False)
    if count := values.get(_EMPLOYMENT, none)[0]:
        target.add(
            "employment",
            **place,
            employment=count,
            relative_standard_error=values.get(_EMPLOYMENT_ERROR, none)[0],
            per_thousand=values.get(_PER_THOUSAND, none)[0],
            location_quotient=values.get(_QUOTIENT, none)[0],
        )
    for key, (statistic, paid) in _STATISTICS.items():
        value, is_least = values.get(key, none)
        if value:
            target.add(
                "salaries",
                **place,
                statistic=statistic,
                amount="" if is_least else value,
                at_least=value if is_least else "",
                printed=record[columns[key]].strip() if is_least else "",
                currency="USD",
                pay_period=paid,
                relative_standard_error=values.get(_WAGE_ERROR, none)[0] if statistic == "mean" else "",
            )


def _write_occupations(titles: dict[str, str], year: str, file: str, target: Target) -> None:
    own = sorted(_OWN & set(titles))
    for scheme, version, title in (
        (soc.SCHEME, soc.VERSION, soc.TITLE),
        *(((_OWN_SCHEME, year, "Occupations that OEWS counts together"),) if own else ()),
    ):
        target.add("schemes", id=scheme, version=version, title=title, language="en")
    for code, title in titles.items():
        label = _TITLES_OF_SOC.get(code, title)
        if label != title:
            target.report.repaired(file, "occupation_title is printed otherwise than in SOC", 1, f"{code} {title}")
            target.add("titles", occupation=soc.identifier(code), title=title, kind="also-known-as")
        scheme = _OWN_SCHEME if code in _OWN else soc.SCHEME
        target.add("occupations", id=_identifier(code, year), scheme=scheme, label=label, notation=code)
    for code in own:
        target.add("entries", id=code, label=titles[code])
        target.add(
            "mappings",
            id=code,
            subject_id=f"entry:{code}",
            predicate_id="skos:exactMatch",
            object_id=f"occupation:{_identifier(code, year)}",
            mapping_justification="semapv:ManualMappingCuration",
            object_source_version=year,
            comment="The code is of OEWS, not of SOC.",
        )


def _describe(year: str, target: Target) -> None:
    target.describe(
        {
            "id": f"oews-{year}",
            "title": f"Occupational Employment and Wage Statistics, May {year}",
            "publisher": "U.S. Bureau of Labor Statistics",
            "licence": "Public domain (a work of the US government)",
            "attribution": "U.S. Bureau of Labor Statistics, Occupational Employment and Wage Statistics. BLS.gov"
            " cannot vouch for the data or analyses derived from these data after the data have been retrieved"
            " from BLS.gov.",
            "language": "en",
            "coded_in": soc.SCHEME,
            "url": "https://www.bls.gov/oes/",
        }
    )
