"""Mappings as SSSOM says them (Simple Standard for Sharing Ontological Mappings, 1.0): files, standing, chains."""
