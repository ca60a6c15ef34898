"""The command that prints: `python -m roadmap.printing FILE`."""

import argparse
import sys
from pathlib import Path

from roadmap import ROOT
from roadmap.explaining import report
from roadmap.explaining.problems import DataError
from roadmap.modelling import model
from roadmap.printing import pdf


def main(arguments: list[str] | None = None) -> int:
    """Write the PDF of the project's data; return 0, or 1 when the data holds errors."""
    sys.stderr.reconfigure(encoding="utf-8", errors="replace")
    parser = argparse.ArgumentParser(
        prog="python -m roadmap.printing", description="La feuille de route imprimée, en PDF."
    )
    parser.add_argument("file", metavar="FICHIER", type=Path, help="le fichier PDF à écrire")
    parser.add_argument("--root", type=Path, default=ROOT, help="le dossier qui contient « data »")
    options = parser.parse_args(arguments)
    try:
        roadmap = model.load(options.root)
    except DataError as error:
        print(report.text(error.problems), file=sys.stderr)
        return 1
    pdf.write(roadmap, options.file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
