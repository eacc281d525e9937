"""Measurements of the real processes, each beside a reference in the same run: `make bench`."""
