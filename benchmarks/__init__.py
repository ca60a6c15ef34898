"""Benchmarks: made-up data of any size, and measurements side by side with other tools."""

from pathlib import Path

# Benchmarks are run from the project's folder.
ROOT = Path.cwd()
