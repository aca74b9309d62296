"""Small downloads of every kind that an import reads, of our own making."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

ESCO = "http://data.europa.eu/esco"

DOWNLOADS: dict[str, dict[str, str]] = {
    "esco": {
        "classification-de/occupations_de.csv": (
            "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,modifiedDate,description,code\n"
            f'Occupation,{ESCO}/occupation/a1,2511,Ingenieur,"Ingenieurin\nErbauer",,2022-01-02,"Zwei\nZeilen",2511.1\n'
            f"Occupation,{ESCO}/occupation/b2,2511,Prüferin,,,2022-01-03,Prüft,2511.2\n"
        ),
        "classification-de/ISCOGroups_de.csv": (
            "conceptType,conceptUri,code,preferredLabel,altLabels,description\n"
            f"ISCOGroup,{ESCO}/isco/C2511,2511,Systemanalytiker,,\n"
        ),
        "classification-de/skills_de.csv": (
            "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,description,code\n"
            f"KnowledgeSkillCompetence,{ESCO}/skill/s1,knowledge,transversal,Mathematik,,,Zahlen,\n"
        ),
        "relations/broaderRelationsOccPillar_de.csv": (
            "conceptType,conceptUri,broaderType,broaderUri\n"
            f"Occupation,{ESCO}/occupation/a1,ISCOGroup,{ESCO}/isco/C2511\n"
            f"Occupation,{ESCO}/occupation/b2,Occupation,{ESCO}/occupation/a1\n"
        ),
        "relations/occupationSkillRelations_de.csv": (
            f"occupationUri,relationType,skillType,skillUri\n{ESCO}/occupation/a1,essential,knowledge,{ESCO}/skill/s1\n"
        ),
    },
    "onet": {
        "Occupation Data.txt": "O*NET-SOC Code\tTitle\tDescription\n15-2051.00\tData Scientists\tDevelop.\n",
        "Technology Skills.txt": (
            "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\tIn Demand\n"
            "15-2051.00\tPython\t43232408\tSoftware\tY\tN\n"
        ),
        "Alternate Titles.txt": (
            "O*NET-SOC Code\tAlternate Title\tShort Title\tSource(s)\n15-2051.00\tMachine Learning Engineer\tn/a\t04\n"
        ),
        "Read Me.txt": "O*NET 29.3 Database\n",
    },
    "soc": {
        "soc.csv": (
            "code,title,Level,Hierarchical_structure,parent\n"
            "15-0000,Computer Occupations,2,Major,NA\n15-2000,Mathematical,3,Minor,15-0000\n"
        )
    },
    "oews": {
        "oews_may2025.csv": (
            "area_type,area_code,area_name,industry_code,occupation_code,occupation_title,01 Employment,"
            "03 Hourly mean wage,15 Annual 90th percentile wage,footnotes\n"
            "N,0000000,National,000000,15-2051,Data Scientists,100,50.1,-,15:5\n"
        )
    },
    "employers": {
        "constituents.csv": (
            "Symbol,Security,GICS Sector,GICS Sub-Industry,Headquarters Location,Date added,CIK,Founded\n"
            'ACME,Acme Inc.,Industry,Tools,"Springfield, Ohio",2014-04-03,0000012,1998\n'
        )
    },
    "skos": {
        "jobs.ttl": (
            "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
            "<https://jobs.example.org/id/scheme> a skos:ConceptScheme .\n"
            "<https://jobs.example.org/id/dev> a skos:Concept ; skos:prefLabel 'Developer'@en ;\n"
            "  skos:inScheme <https://jobs.example.org/id/scheme> .\n"
        )
    },
}
DOWNLOADS["isco"] = {name: text for name, text in DOWNLOADS["esco"].items() if "ISCO" in name or "Occ" in name}
OF_FILES = ("soc", "oews", "employers", "skos")
"""The kinds of which a download is a file."""


def put(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a download as unpacked; gives its folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def download(kind: str, folder: Path, files: Mapping[str, str | bytes] | None = None) -> Path:
    """Write a download of that kind; gives what an import of it takes."""
    put(folder, DOWNLOADS[kind] if files is None else files)
    return folder / next(iter(DOWNLOADS[kind])) if kind in OF_FILES else folder
