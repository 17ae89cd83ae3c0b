"""Benchmarks: the figures that the project states, each printed by a command."""
