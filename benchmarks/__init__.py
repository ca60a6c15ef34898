"""Benchmarks: generated data of any size, and comparison with similar tools."""

from pathlib import Path

# Benchmarks run from the project's folder.
PROJECT_ROOT = Path.cwd()
