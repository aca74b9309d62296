"""What a malformed query is told: the right place, and what stands there, whichever parser finds it."""

from __future__ import annotations

import pytest

from lotgraph.errors import QueryError
from lotgraph.rdf.store.loading import memory_store
from lotgraph.rdf.syntax import MOST

MESSAGES = {
    "SELEC ?x\nWHERE { ?s ?p ?x }": "line 1, column 1: SELEC is no keyword of SPARQL; SELECT?",
    "skills": "line 1, column 1: skills is no keyword of SPARQL",
    "SELECT ?x\nWHERE { ?s ?p ?x .\nFILTR(?x > 1) }": "line 3, column 1: FILTR is no keyword of SPARQL; FILTER?",
    "SELECT * { SERVICE <http://x.org/> { ?s ?p ?o } FILTR(?s) }": (
        "line 1, column 49: FILTR is no keyword of SPARQL; FILTER?"
    ),
    "SELECT ?x { VALUES ?x {1} BIND(2 AS ?x) }": (
        "line 1, column 37: found ?x; BIND cannot name a variable that is in use before it"
    ),
    "SELECT COUNT(*) { ?s ?p ?o }": (
        "line 1, column 8: found COUNT; an expression of SELECT has brackets and a name: (COUNT(...) AS ?name)"
    ),
    "SELECT (COUNT(?s)) { ?s ?p ?o }": "line 1, column 18: found )",
    "SELECT ?s { ?s ?p ?o } LIMIT 1;": "line 1, column 31: found ;",
    "SELECT ?s { ?s ?p ?o } LIMIT 10 WHERE": "line 1, column 33: found WHERE",
    "SELECT ?s { ?s ?p ?o } ORDER ?s": "line 1, column 30: found ?s; expected BY",
    "SELECT ?s { ?s ?p ?o": "line 1, column 21: the query ends here, and { of line 1, column 11 is not closed",
    "# a comment\nSELECT * { ?s ?p ?o }}": "line 2, column 22: found }",
    "SELECT * { ?s ?p ?o FILTER(?o = 1 }": "line 1, column 35: found }",
    "SELECT ?s\nWHERE { ?s ?p }": "line 2, column 15: found }",
    "ASK { ?s ?p ?o , }": "line 1, column 18: found }",
    "SELECT * WHERE ( ?s ?p ?o )": 'line 1, column 16: found (; expected "{"',
    "SELECT * { ?s ?p ?o FILTER(?o > ) }": "line 1, column 33: found )",
    "SELECT ?s { ?s ex:p ?o . ?o y:z 1 }": "line 1, column 16: found ex:p; no PREFIX declares ex:, y:",
    "PREFIX ex <http://x> SELECT ?s {}": "line 1, column 8: found ex; a prefix ends with a colon: ex:",
    "BASE SELECT * {}": 'line 1, column 6: found SELECT; expected "<"',
    'SELECT ?s { ?s ?p "abc }': "line 1, column 19: the string that begins here does not end",
    "SELECT ?s { ?s <a b> ?o }": "line 1, column 16: found <a b>; this is no IRI",
    "SELECT ?s ?p { ?s ?p ?o } GROUP BY ?s": (
        "line 1, column 11: found ?p; it is neither grouped by nor in an aggregate"
    ),
    "SELECT ?t (COUNT(*) AS ?n) { ?s a ?t } GROUP BY ?t VALUES ?n { 6 }": (
        "line 1, column 24: found ?n; AS cannot name a variable that is in use, as in VALUES; "
        "HAVING restricts the values of an aggregate"
    ),
    "SELECT * { ?s ?p ?o } GROUP BY ?s": "line 1, column 8: found *; SELECT * and GROUP BY do not go together",
    "SELECT (1 AS ?x) (2 AS ?x) {}": "line 1, column 24: found ?x; two expressions have the name of one variable",
    "PREFIX x: <http://x/>\nDROP ALL": "line 2, column 1: found DROP; only queries are answered here, no updates",
    "ASK \0 {}": "line 1, column 5: found U+0000",
    "": "line 1, column 1: the query is empty",
    "SELECT * { ?s ?p ?o } ORDER BY": "line 1, column 31: the query ends here, and is not whole",
}


@pytest.mark.parametrize("query", MESSAGES)
def test_a_malformed_query_is_told_the_place_and_what_stands_there(query: str) -> None:
    with pytest.raises(QueryError) as raised:
        memory_store().query(query)
    assert str(raised.value) == MESSAGES[query]


def test_the_parser_of_services_tells_as_the_other_does() -> None:
    with pytest.raises(QueryError, match=r"^line 2, column 1: SELEC is no keyword of SPARQL; SELECT\?$"):
        memory_store().query("# service\nSELEC * {}")


def test_a_string_keeps_what_follows_it() -> None:
    query = "ASK { ?s ?p \"a\"@en, \"1\"^^<http://www.w3.org/2001/XMLSchema#integer>, '''b''' ; FILTER }"
    with pytest.raises(QueryError, match=r"^line 1, column 87: found }$"):
        memory_store().query(query)


def test_a_query_too_long_to_explain_is_told_its_place() -> None:
    with pytest.raises(QueryError, match="error at 1:"):
        memory_store().query("ASK {" + " ?s ?p ?o ." * MOST + " nonsense }")
