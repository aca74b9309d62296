"""Benchmarks that anyone can run: they measure and tell, and assert no time."""
