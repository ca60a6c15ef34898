"""Every wording can be met, and is a French sentence without a word of the trade."""

import re
from collections.abc import Callable

import pytest

from roadmap.contributions.build_products import find_build_products
from roadmap.contributions.published_addresses import find_dead_addresses
from roadmap.history import diff
from roadmap.problems.messages import WORDINGS
from roadmap.problems.problem import Problem
from roadmap.validation.check import check_project
from tests.conftest import EXAMPLE, ROOT, project_of
from tests.history.conftest import git
from tests.validation.conftest import SHEET, Data, unreadable
from tests.validation.test_schema_slips import CASES

TRADE = re.compile(
    r"\b(null|None|dict|str|int|float|bool|array|object|string|integer|boolean|enum|pattern|regex|regexp|schema|schéma JSON"
    r"|JSON|YAML|parser|token|mapping|sequence|scalar|alias|anchor|tag|exception|traceback|additionalProperties"
    r"|required|instance|expected|found|invalid|error)\b"
)
TAG = "é".encode("cp1252")

# What no single sheet can show: how to bring each other wording about.
ELSEWHERE: dict[str, Callable[[Data], None]] = {
    "too-big": lambda data: data.add(SHEET, "#" * 1_100_000),
    "encoding": lambda data: (data.root / SHEET).write_bytes(b"titre: " + TAG),
    "utf-16": lambda data: (data.root / SHEET).write_bytes("titre: a".encode("utf-16")),
    "too-many": lambda data: data.add(SHEET, "objectifs: [" + "a," * 60_000 + "]"),
    "too-many-lines": lambda data: data.add(SHEET, "#\n" * 40_000),
    "more": lambda data: data.add(SHEET, "".join(f"k{n}: 1\n" for n in range(80))),
    "bom": lambda data: (data.root / SHEET).write_bytes(b"\xef\xbb\xbf" + (data.root / SHEET).read_bytes()),
    "missing-file": lambda data: (data.root / "data/glossary.yaml").unlink(),
    "file-name": lambda data: data.add("data/actions/Été.yaml", ""),
    "unexpected-file": lambda data: data.add("data/autre.yaml", ""),
    "not-a-file": lambda data: (data.root / "data/actions/dossier").mkdir(),
    "geojson": lambda data: (data.root / "data/territories.geojson").write_text("{", encoding="utf-8"),
    "contour": lambda data: data.replace("data/territories.geojson", '"perche"', '"autre"'),
    "no-contours": lambda data: (data.root / "data/territories.geojson").write_text('{"features": []}'),
    "duplicate-id": lambda data: data.replace(
        "data/resources.yaml", "id: dora", "id: cartographie-nationale"
    ),
    "odd-space": lambda data: data.replace(SHEET, "axe:", "axe\u00a0:"),
    "heure": lambda data: data.replace("data/calendar.yaml", "heure: 9:30", "heure: 9h"),
    "future-confirmation": lambda data: data.replace(SHEET, "confirme_le: 2024", "confirme_le: 2124"),
    "unknown-yet": lambda _data: None,
}
# Wordings that the schemas do not call for today, but may tomorrow: the schemas' test asks for them.
OF_KEYWORDS_UNUSED = {"const"}


def of_negative_files(data: Data) -> list[Problem]:
    problems = []
    for case in CASES:
        sheet = case.read_text(encoding="utf-8").partition("---8<---\n")[2]
        (data.root / "data/actions/cas.yaml").write_text(sheet, encoding="utf-8")
        problems += [each for each in data.check().problems if each.file.endswith("cas.yaml")]
    return problems


def of_differences(data: Data) -> list[Problem]:
    data.replace("data/calendar.yaml", "id: bilaterale-caf", "id: bilaterale-caisse")
    data.replace("data/calendar.yaml", "id: bilaterale-ars", "id: bilaterale-sante")
    data.replace("data/calendar.yaml", "Rencontre bilatérale : ARS", "Rencontre bilatérale : santé")
    taken = "id: bilaterale-dsden\n    anciens_identifiants: [jamais-publiee]\n"
    data.replace("data/calendar.yaml", "id: bilaterale-dsden\n", taken)
    moved = "id: bilaterale-dd\n    anciens_identifiants: [jamais-vue, bilaterale-ddetspp]\n"
    data.replace("data/calendar.yaml", "id: bilaterale-ddetspp\n", moved)
    data.replace("data/axes.yaml", "numero: 5", "numero: 6")
    (data.root / SHEET).unlink()
    before, after = data.root / "before", data.root / "after"
    before.mkdir()
    (before / "index.html").touch()
    return [
        *diff.diff_corpora(check_project(project_of(EXAMPLE)).corpus, data.check().corpus).problems,
        *find_dead_addresses(before, after, ROOT / "content"),
    ]


def of_the_machine(data: Data) -> list[Problem]:
    """Return what is wrong with folders rather than with what is written in them."""
    git(data.root, "init", "--quiet")
    (data.root / "site").mkdir()
    (data.root / "site/index.html").touch()
    git(data.root, "add", "site")
    with unreadable(data.root / "data"):
        return [*data.check().problems, *find_build_products(data.root)]


@pytest.mark.parametrize("code", ELSEWHERE)
def test_a_wording_that_no_sheet_shows_is_met(data: Data, code: str) -> None:
    ELSEWHERE[code](data)
    codes = {each.code for each in data.check().problems}
    assert code in codes or (code == "heure" and "pattern" in codes)


def test_every_wording_is_met_and_is_plain_french(data: Data) -> None:
    met = [*of_negative_files(data), *of_differences(data), *of_the_machine(data)]
    assert set(WORDINGS) - {each.code for each in met} - set(ELSEWHERE) == OF_KEYWORDS_UNUSED
    for each in met:
        said = re.sub(r"« [^»]*»|Écrivez : .*|Exemple : .*|https?\S*", "", f"{each.message} {each.hint}")
        assert re.match(r"[A-ZÀÉÎ«]", each.message), each
        assert each.message.endswith((".", "»")), each
        assert not TRADE.search(said), each
