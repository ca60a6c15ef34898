"""QR codes, as the path of an SVG whose unit is one module."""

import re
from dataclasses import dataclass

import zxingcpp

_DARK = re.compile(rb"\x00+")


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
    path = "".join(
        f"M{run.start()} {y}h{run.end() - run.start()}"
        for y in range(side)
        for run in _DARK.finditer(rows[y * side : (y + 1) * side])
    )
    return QrCode(side, path)
