"""What a contribution may not carry: what builds make, and what makes builds."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from roadmap.problems.messages import build_problem
from roadmap.problems.problem import FILE_START, Problem

# Caches, libraries, built sites, compiled code: whoever commits them would have others run or publish them.
_PRODUCT = re.compile(r"(?s)(\.cache|\.venv|site|\.site-[^/]*|(.*?/)?(__pycache__|[^/]*\.pyc))(?=/|\Z)")


def tracked_products(root: Path) -> Iterator[Problem]:
    """Yield an error for each product of a build that git tracks, whatever `.gitignore` says."""
    command = ["git", "-C", str(root), "ls-files", "-z"]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell
    except OSError:  # without git, nothing is tracked
        return
    names = done.stdout.decode("utf-8", "replace").split("\0")
    for product in sorted({found[0] for name in names if (found := _PRODUCT.match(name))}):
        yield build_problem(product, FILE_START, "tracked-product")
