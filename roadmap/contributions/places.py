"""The national map's export of places: read into `data/lieux.csv`; every week, fetched and proposed."""

import contextlib
import csv
import datetime as dt
import io
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from roadmap.contributions.github import GitHub
from roadmap.problems.messages import PLACE_REASONS
from roadmap.project import Project
from roadmap.source.data_files import PLACES_FILE
from roadmap.text import french
from roadmap.text.folding import fold
from roadmap.text.national_map import build_export_address
from roadmap.validation.check import check_project
from roadmap.validation.places import (
    COLUMNS,
    FIRST_LINE,
    MAX_PLACES,
    MAX_PLACES_BYTES,
    Communes,
    PlaceError,
    Row,
    clean_place,
)

MAX_EXPORT_BYTES = 60_000_000
MAX_CELL = 100_000  # characters
# The columns without which a file is not the export.
REQUIRED_COLUMNS = ("nom", "adresse", "commune", "code_postal", "date_maj")
BRANCH = "veille-lieux"
_UNCHANGED = "les lieux du site restent ceux de la dernière fois, avec leur date"
_TIMEOUT, _TOTAL_TIME = (10, 30), 120  # seconds: to connect and between two bytes, then in all


class ExportError(Exception):
    """A file that cannot become `data/lieux.csv`, with the reason in French; nothing is written."""


@dataclass(frozen=True)
class PlacesImport:
    """What an export became: the text of the file, its number of places, and of those left out by reason."""

    text: str
    count: int
    left_out: Mapping[str, int]

    def summarise(self) -> str:
        """Return the result in French, on one line."""
        kept = french.pluralize(self.count, "lieu gardé", "lieux gardés")
        reasons = (
            f"{french.format_number(count)} ({PLACE_REASONS[reason]})"
            for reason, count in sorted(self.left_out.items(), key=lambda item: -item[1])
        )
        left_out = f" Laissés de côté : {', '.join(reasons)}." if self.left_out else ""
        return f"{kept} dans {PLACES_FILE}.{left_out}"


def import_places(project: Project, content: bytes) -> PlacesImport:
    """Return what an export becomes; raise ExportError when it is not one, or when nothing of it is kept."""
    corpus = check_project(project).corpus
    if not corpus.has_all_entries("territories"):
        message = "Corrigez d'abord data/territories.yaml : « python -m roadmap check » dit comment"
        raise ExportError(message)
    communes = Communes.of(corpus.files["territories"].value)
    left_out: Counter[str] = Counter()
    places: dict[tuple[str, ...], Row] = {}
    for row in _read_export(content):
        try:
            place = clean_place(row, communes, corpus.today)
        except PlaceError as error:
            left_out[error.reason] += 1
            continue
        key = (place["code_insee"], fold(place["nom"]), fold(place["adresse"]))
        left_out["double"] += key in places
        places[key] = max(places.get(key, place), place, key=lambda each: each["date_maj"])
    if not places:
        message = "Aucun lieu de ce fichier n'est dans le département, ou ne peut être publié"
        raise ExportError(message)
    text = _format_file([places[key] for key in sorted(places)], corpus.today)
    if len(places) > MAX_PLACES or len(text.encode()) > MAX_PLACES_BYTES:
        count, most = map(french.format_number, (len(places), MAX_PLACES))
        message = f"Le fichier a {count} lieux du département, pour {most} au plus"
        raise ExportError(message)
    return PlacesImport(text, len(places), +left_out)


def _read_export(content: bytes) -> Iterator[dict[str, str]]:
    """Yield the rows of an export, by the names of its columns; raise ExportError when it is not one."""
    if len(content) > MAX_EXPORT_BYTES:
        message = f"Le fichier dépasse {french.format_file_size(MAX_EXPORT_BYTES)}"
        raise ExportError(message)
    try:
        text = content.decode("utf-8-sig")
        header = text.partition("\n")[0]
        delimiter = ";" if header.count(";") > header.count(",") else ","
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        names = [name.strip() for name in next(reader, [])]
        if missing := [name for name in REQUIRED_COLUMNS if name not in names]:
            message = f"Ce n'est pas l'export de la cartographie : il lui manque la colonne « {missing[0]} »"
            raise ExportError(message)
        for row in reader:
            _check_cells(row)
            yield dict(zip(names, row, strict=False))
    except (UnicodeDecodeError, csv.Error) as error:
        message = "Ce n'est pas l'export de la cartographie : il n'est pas du CSV en UTF-8"
        raise ExportError(message) from error


def _check_cells(row: list[str]) -> None:
    """Raise csv.Error for a cell too long: a quote without its end swallows the rest of the file."""
    if any(len(cell) > MAX_CELL for cell in row):
        raise csv.Error


def _format_file(places: Iterable[Row], today: dt.date) -> str:
    """Return the text of the file: its source and date, its columns, its places."""
    file = io.StringIO()
    file.write(FIRST_LINE.format(today.isoformat()) + "\n")
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(places)
    return file.getvalue()


def write_places(project: Project, content: bytes) -> str:
    """Write `data/lieux.csv` from an export, whole or not at all; return what was done, in French."""
    imported = import_places(project, content)
    target = project.root / PLACES_FILE
    draft = target.with_suffix(".csv.tmp")
    draft.write_text(imported.text, encoding="utf-8", newline="\n")
    draft.replace(target)
    return imported.summarise()


@dataclass(frozen=True)
class PlacesNews:
    """What the watch says of the places: a sentence, empty if there is nothing to say, and a link to act."""

    text: str = ""
    link: str = ""


NO_NEWS = PlacesNews()


def watch_places(project: Project, github: GitHub, address: str | None = None) -> PlacesNews:
    """Push what changed on the map to a branch; without a file of places, do nothing.

    When the map does not answer, or answers something else, the file stays as it is: pages tell its date.
    `address` is that of the export, by default that of the department's map.
    """
    file = project.root / PLACES_FILE
    checked = check_project(project)
    if not file.is_file() or checked.errors:
        return NO_NEWS
    address = address or build_export_address(checked.corpus.files["site"].value["aide"]["url"])
    content = fetch_export(address) if address else None
    if content is None:
        return PlacesNews(f"La cartographie nationale n'a pas donné son export : {_UNCHANGED}.")
    before = file.read_text(encoding="utf-8").splitlines()[1:]
    try:
        imported = import_places(project, content)
    except ExportError as error:
        return PlacesNews(f"{error} : {_UNCHANGED}.")
    if imported.text.splitlines()[1:] == before:
        return NO_NEWS
    if 2 * imported.count < len(before) - 1:
        return PlacesNews(f"L'export a perdu plus de la moitié de ses lieux : {_UNCHANGED}.")
    link = _push_branch(github, project.repo_branch, imported.text)
    return PlacesNews(f"Les lieux ont changé sur la cartographie nationale. {imported.summarise()}", link)


def fetch_export(address: str) -> bytes | None:
    """Return the content at an address; None when it is not there, redirects, is too big or too slow."""
    end = time.monotonic() + _TOTAL_TIME
    chunks, size = [], 0
    request = requests.Request("GET", address).prepare()
    try:
        # An adapter, not `requests.get`, which reads the whole body of a redirection.
        with contextlib.closing(HTTPAdapter().send(request, stream=True, timeout=_TIMEOUT)) as response:
            if response.status_code != requests.codes.ok:
                return None
            for chunk in response.iter_content(65_536):
                chunks.append(chunk)
                size += len(chunk)
                if size > MAX_EXPORT_BYTES or time.monotonic() > end:
                    return None
    except (requests.RequestException, HTTPError):
        return None
    return b"".join(chunks)


def _push_branch(github: GitHub, base: str, text: str) -> str:
    """Push the file on the branch of the watch, from the main one; return the link that proposes it."""
    parent = github.get(f"git/ref/heads/{base}")["object"]["sha"]
    change = {"path": PLACES_FILE, "mode": "100644", "type": "blob", "content": text}
    tree = github.send("POST", "git/trees", base_tree=parent, tree=[change])["sha"]
    message = "Lieux : l'export de la cartographie nationale"
    commit = github.send("POST", "git/commits", message=message, tree=tree, parents=[parent])["sha"]
    if any(
        each["ref"] == f"refs/heads/{BRANCH}" for each in github.paginate(f"git/matching-refs/heads/{BRANCH}")
    ):
        github.send("PATCH", f"git/refs/heads/{BRANCH}", sha=commit, force=True)
    else:
        github.send("POST", "git/refs", ref=f"refs/heads/{BRANCH}", sha=commit)
    return github.compare_url(base, BRANCH)
