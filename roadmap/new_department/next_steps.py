"""The steps from the folder of a new site to its publication on GitHub Pages, in French."""

import shlex
from pathlib import Path

import jinja2

from roadmap.model.records import DepartmentNames


def render_next_steps(folder: Path, names: DepartmentNames) -> str:
    """Render what is left to do once the site of a department is created in `folder`."""
    env = jinja2.Environment(  # noqa: S701 - plain text for a terminal
        loader=jinja2.PackageLoader("roadmap.new_department"), undefined=jinja2.StrictUndefined
    )
    template = env.get_template("etapes.txt")
    return template.render(folder=folder, quoted_folder=shlex.quote(str(folder)), names=names)
