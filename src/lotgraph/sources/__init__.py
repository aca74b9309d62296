"""Readers: from what a source gives to checked fact tables."""
