"""The template that every page extends, Material's `base.html`, without what this site replaces."""

from collections.abc import Callable

import jinja2

# What surrounds the blocks of `base.html`, and what takes its place: Material's script is not loaded, so that
# its switches, its overlay and its dialog would be dead; its link to the content needs a table of contents.
_REPLACEMENTS = (
    (
        '<input class="md-toggle" data-md-toggle="drawer" type="checkbox" id="__drawer" autocomplete="off">',
        "",
    ),
    (
        '<input class="md-toggle" data-md-toggle="search" type="checkbox" id="__search" autocomplete="off">',
        "",
    ),
    ('<label class="md-overlay" for="__drawer"></label>', ""),
    ("{% set skip = page.toc | first %}", ""),
    ("{% if page.toc | first is defined %}", "{% if true %}"),
    ('<a href="{{ skip.url | url }}" class="md-skip">', '<a href="#contenu" class="skip">'),
    ('<main class="md-main" data-md-component="main">', '<main class="md-main" id="contenu" tabindex="-1">'),
    (
        (
            '<div class="md-dialog" data-md-component="dialog">\n'
            '      <div class="md-dialog__inner md-typeset"></div>\n    </div>'
        ),
        "",
    ),
    (' data-md-component="container"', ""),
    (' data-md-component="content"', ""),
    ('<div data-md-component="skip">', "<div>"),
    ('<div data-md-component="announce">', "<div>"),
)


class MaterialLoader(jinja2.BaseLoader):
    """Loader of the theme's templates that edits Material's `base.html`.

    Raise jinja2.TemplateError when a new version of Material no longer has a part to edit.
    """

    def __init__(self, loader: jinja2.BaseLoader) -> None:
        """Take the loader of the theme."""
        self._loader = loader

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return the source of a template, its file, and whether it is up to date."""
        source, file, is_up_to_date = self._loader.get_source(environment, template)
        return (_edit(source) if template == "base.html" else source), file, is_up_to_date

    def list_templates(self) -> list[str]:
        """Return the names of the templates."""
        return self._loader.list_templates()


def _edit(source: str) -> str:
    for part, replacement in _REPLACEMENTS:
        if source.count(part) != 1:
            message = f"Material's base.html no longer has this part once: {part}"
            raise jinja2.TemplateError(message)
        source = source.replace(part, replacement)
    return source
