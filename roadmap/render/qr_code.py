"""Encode QR codes as SVG paths, one unit per module."""

import re
from dataclasses import dataclass

import zxingcpp

# A run of modules of one colour, or the end of a row.
_RUN = re.compile(rb"\x00+|\xff+|\n")
# Side of the largest QR code (version 40), in modules.
_MAX_SIDE = 177
_STROKES = {b"\x00" * length: f"h{length}" for length in range(1, _MAX_SIDE + 1)}
_MOVES = {b"\xff" * length: f"m{length} 0" for length in range(1, _MAX_SIDE + 1)}


@dataclass(frozen=True)
class QrCode:
    """A QR code as SVG path data, to be drawn half a module lower with a stroke one module wide.

    `side` is in modules; the quiet zone around the code is left to the template.
    """

    side: int
    path: str


def build_qr_code(text: str) -> QrCode:
    """Return the QR code of a text, with error correction level M (15 % may be damaged)."""
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    pixels = memoryview(symbol.to_image(scale=1, add_quiet_zones=False))
    side, rows = pixels.shape[0], pixels.tobytes()
    commands = _STROKES | _MOVES | {b"\n": f"m-{side} 1"}
    lines = b"\n".join(rows[start : start + side] for start in range(0, len(rows), side))
    return QrCode(side, "M0 0" + "".join(map(commands.__getitem__, _RUN.findall(lines))))
