"""Benchmarks: made-up data of any size, and measurements side by side with other tools."""
