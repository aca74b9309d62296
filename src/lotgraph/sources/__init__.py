"""Readers: from what a source gives to checked fact tables."""

from __future__ import annotations

from lotgraph.sources.facts import FactTables
from lotgraph.sources.folder import find_sources, read_sources
from lotgraph.sources.source import Source
from lotgraph.sources.written import name_as_written, write_tables

__all__ = ["FactTables", "Source", "find_sources", "name_as_written", "read_sources", "write_tables"]
