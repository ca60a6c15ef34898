"""Detection of build products committed to git: caches, virtual environments, built sites, bytecode."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from roadmap.problems.building import build_problem
from roadmap.problems.problem import FILE_START, Problem

# Whoever commits one could have others run its code, or publish its pages.
_BUILD_PRODUCT = re.compile(r"(?s)(\.cache|\.venv|site|\.site-[^/]*|(.*?/)?(__pycache__|[^/]*\.pyc))(?=/|\Z)")


def find_build_products(root: Path) -> Iterator[Problem]:
    """Yield a problem for each build product that git tracks, even one that `.gitignore` lists."""
    command = ["git", "-C", str(root), "ls-files", "-z"]
    try:
        result = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell
    except FileNotFoundError:  # git is not installed: nothing is tracked
        return
    names = result.stdout.decode("utf-8", "replace").split("\0")
    for product in sorted({match[0] for name in names if (match := _BUILD_PRODUCT.match(name))}):
        yield build_problem(product, FILE_START, "tracked-product")
