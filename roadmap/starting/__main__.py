"""Refresh the tables of France: `python -m roadmap.starting DOSSIER`, the unpacked npm package's folder."""

import argparse
from pathlib import Path

from roadmap.starting.derive import derive
from roadmap.starting.france import FOLDER, departments


def main() -> None:
    """Write the tables and say where."""
    parser = argparse.ArgumentParser(prog="python -m roadmap.starting", description=__doc__)
    parser.add_argument(
        "package", metavar="DOSSIER", type=Path, help="le paquet déplié, qui contient « data »"
    )
    derive(parser.parse_args().package, departments())
    print(f"Tables de France écrites dans {FOLDER}.")


if __name__ == "__main__":
    main()
