"""The command that prints: `python -m roadmap.printing FILE`, or the folder of a built site."""

import argparse
import sys
from pathlib import Path

from roadmap import ROOT
from roadmap.explaining import report
from roadmap.explaining.problems import DataError
from roadmap.modelling import model
from roadmap.printing import images, pdf


def main(arguments: list[str] | None = None) -> int:
    """Write the PDF of the project's data, and a site's images; return 0, or 1 when the data holds errors."""
    sys.stderr.reconfigure(encoding="utf-8", errors="replace")
    parser = argparse.ArgumentParser(
        prog="python -m roadmap.printing",
        description="La feuille de route imprimée, en PDF ; dans un site construit, les images aussi.",
    )
    parser.add_argument(
        "target",
        metavar="CIBLE",
        type=Path,
        help="le fichier PDF à écrire, ou le dossier d'un site construit",
    )
    parser.add_argument("--root", type=Path, default=ROOT, help="le dossier qui contient « data »")
    options = parser.parse_args(arguments)
    try:
        roadmap = model.load(options.root)
    except DataError as error:
        print(report.text(error.problems), file=sys.stderr)
        return 1
    if options.target.suffix == ".pdf":
        pdf.write(roadmap, options.target)
    else:
        pdf.write(roadmap, options.target / "feuille-de-route.pdf")
        images.write(roadmap, options.root, options.target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
