"""Benchmarks: ratios against references that are measured in the same run, back to back.

`make bench` prints a table. Nothing here is a test: a shared machine changes speed under you, a ratio does not.
"""
