"""Refresh the tables of France: `python -m roadmap.new_department DOSSIER`, that of the npm package."""

import argparse
from pathlib import Path

from roadmap.new_department.derive import derive
from roadmap.new_department.france import TABLES, departments


def main() -> None:
    """Write the tables and say where."""
    parser = argparse.ArgumentParser(prog="python -m roadmap.new_department", description=__doc__)
    parser.add_argument(
        "package", metavar="DOSSIER", type=Path, help="le paquet déplié, qui contient « data »"
    )
    derive(parser.parse_args().package, departments())
    print(f"Tables de France écrites dans {TABLES}.")


if __name__ == "__main__":
    main()
