"""Build the file of the icons that the blocks use, from those that Material for MkDocs brings.

The icons are Material Design Icons (pictogrammers.com), under the Apache License 2.0.
"""

import importlib.resources
import re
from pathlib import Path

ICONS_ADDRESS = "assets/icones.svg"
# A call of the macros of theme/blocks/_icons.html.
_CALL = re.compile(r"\b(?:icon|badge)\(\"([a-z0-9-]+)\"\)")
_DRAWING = re.compile(r"<svg[^>]*viewBox=\"([^\"]*)\"[^>]*>(.*)</svg>", re.DOTALL)


def build_icons(blocks: Path) -> bytes:
    """Return an SVG file with a symbol for each icon that the templates of a folder name.

    Raise FileNotFoundError when Material has no icon of that name.
    """
    folder = Path(str(importlib.resources.files("material"))) / "templates/.icons/material"
    texts = (path.read_text(encoding="utf-8") for path in sorted(blocks.rglob("*.html")))
    names = sorted({name for text in texts for name in _CALL.findall(text)})
    symbols = "".join(_build_symbol(name, folder / f"{name}.svg") for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>'.encode()


def _build_symbol(name: str, file: Path) -> str:
    view_box, drawing = _DRAWING.search(file.read_text(encoding="utf-8")).groups()
    return f'<symbol id="{name}" viewBox="{view_box}">{drawing}</symbol>'
