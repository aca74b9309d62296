"""Reconciliation: which of the published occupations, skills and employers a text may mean.

``building`` makes the index of a release, ``index`` reads it, ``matching`` answers queries by it.
"""
