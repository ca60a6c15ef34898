"""QR codes, as the path of an SVG whose unit is one module."""

import re
from dataclasses import dataclass

import zxingcpp

# A run of modules of one colour, or the end of a row.
_RUN = re.compile(rb"\x00+|\xff+|\n")
# The largest QR code has so many modules a side.
_MOST = 177
_STROKES = {b"\x00" * length: f"h{length}" for length in range(1, _MOST + 1)}
_MOVES = {b"\xff" * length: f"m{length} 0" for length in range(1, _MOST + 1)}


@dataclass(frozen=True)
class QrCode:
    """The dark modules as SVG path data, to be stroked one module wide half a module lower.

    The square has `side` modules, without its margin: the page leaves it.
    """

    side: int
    path: str


def qr_code(text: str) -> QrCode:
    """Return the QR code of a text, readable with 15 % of it worn off (level M)."""
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    pixels = memoryview(symbol.to_image(scale=1, add_quiet_zones=False))
    side, rows = pixels.shape[0], pixels.tobytes()
    written = _STROKES | _MOVES | {b"\n": f"m-{side} 1"}
    lines = b"\n".join(rows[start : start + side] for start in range(0, len(rows), side))
    return QrCode(side, "M0 0" + "".join(map(written.__getitem__, _RUN.findall(lines))))
