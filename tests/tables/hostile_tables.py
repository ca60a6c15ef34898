"""Files that claim, hide or carry what a table of actions has not."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

_CELL = '<c r="A1" t="inlineStr"><is><t>Titre</t></is></c>'


def build_xlsx(sheet: str, extra: dict[str, bytes] | None = None) -> bytes:
    """Return an xlsx file whose only sheet has this XML between its `sheetData`."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet("Plan")
    with zipfile.ZipFile(buffer) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    head, tail = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>',
        b"</sheetData></worksheet>",
    )
    parts["xl/worksheets/sheet1.xml"] = head + sheet.encode() + tail
    return zip_parts(parts | (extra or {}))


def build_ods(table: str) -> bytes:
    """Return an ods file whose only table has this XML."""
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Plan">{table}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    manifest = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zip_parts(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest,
        }
    )


def zip_parts(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def lie_about_sizes(content: bytes) -> bytes:
    """Return an archive that announces one byte for each of its parts."""
    data = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.infolist():
            data[part.header_offset + 22 : part.header_offset + 26] = struct.pack("<I", 1)
    start = 0
    while (start := data.find(b"PK\x01\x02", start)) >= 0:
        data[start + 24 : start + 28] = struct.pack("<I", 1)
        start += 4
    return bytes(data)


def _cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


ODS_CELL = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'

# File name -> what makes it. Each is refused, or read within bounds.
REFUSED: dict[str, Callable[[], bytes]] = {
    "bombe.xlsx": lambda: build_xlsx("", {"xl/media/image1.png": b"\0" * 120_000_000}),
    "bombe-feuille.xlsx": lambda: build_xlsx(" " * 120_000_000),
    "bombe-menteuse.xlsx": lambda: lie_about_sizes(build_xlsx(" " * 120_000_000)),
    "loin.xlsx": lambda: build_xlsx(
        f'<row r="1">{_CELL}</row><row r="1048576">{_cell("XFD1048576", "x")}</row>'
    ),
    "large.xlsx": lambda: build_xlsx(f'<row r="1">{_CELL}{_cell("XFD1", "x")}</row>'),
    "deux-cent-mille.xlsx": lambda: build_xlsx(
        "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 200_001))
    ),
    "parties.xlsx": lambda: build_xlsx("", {f"xl/p{n}.xml": b"" for n in range(2000)}),
    "repete.ods": lambda: build_ods(
        f'<table:table-row table:number-rows-repeated="1000000">{ODS_CELL}</table:table-row>'
    ),
    "repete-large.ods": lambda: build_ods(
        "<table:table-row>"
        + ODS_CELL.replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="16000"')
        * 50
        + "</table:table-row>"
    ),
    "deux-cent-mille.csv": lambda: b"Titre;Axe\n" + b"a;1\n" * 200_000,
    "case-immense.csv": lambda: b'Titre;Axe\n"' + b"a" * 5_000_000 + b'";1\n',
    "lourd.csv": lambda: b"a;b\n" * 5_000_000,
    "guillemet.csv": lambda: b'Titre;Axe\n"' + b"a;1\n" * 500_000,
    "vide.xlsx": lambda: b"",
    "faux.xlsx": lambda: b"Titre;Axe\na;1\n",
    "tronque.xlsx": lambda: build_xlsx(_CELL)[:500],
    "faux.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000,
    "compresse.csv": lambda: zlib.compress(b"Titre;Axe\n" * 1000),
}


def write(folder: Path, name: str) -> Path:
    """Write a hostile file into a folder."""
    path = folder / name
    path.write_bytes(REFUSED[name]())
    return path
