"""`python -m roadmap new`: the site of another department, which builds at once without a trace of the first."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from roadmap.__main__ import main
from roadmap.contributions.first_steps import ISSUE_TITLE as FIRST_STEPS_TITLE
from roadmap.new_department.create import STARTER_FOLDER, write_starter_files
from roadmap.new_department.france import load_departments, load_territories
from roadmap.validation.check import check_project
from tests.conftest import EXAMPLE, ROOT, build, copy_project, make_project

SAMPLE = "docs/exemple-action.yaml"


def run_in_project(module: str, *arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a command in the folder of a project."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def run_new(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    return run_in_project("roadmap", "new", str(folder), "--departement", code)


def first_department_pattern() -> re.Pattern[str]:
    """Return the pattern of the words that belong to the department of the example data."""
    site, places = (
        yaml.safe_load((EXAMPLE / f"data/{name}.yaml").read_text(encoding="utf-8"))
        for name in ("site", "territories")
    )
    words = {site["departement"]["nom"], places["departement"]["id"], site["contact"]["courriel"]}
    for epci in places["epci"]:
        words |= {epci["nom"], epci["id"], epci["siren"]}
        words |= {epci["siege"]} if epci["siege_dans_le_departement"] else set()
    words |= {"Eurélien", "eurelien", "SICPPAT", "CM'IN", "Beauce", "Dunois", "technique du 4 avril 2024"}
    # Pages copied as they are may name a place: the documentation asks to read them.
    replaced = {path.relative_to(STARTER_FOLDER) for path in STARTER_FOLDER.rglob("*.md")}
    copied_pages = (path for path in ROOT.glob("content/**/*.md") if path.relative_to(ROOT) not in replaced)
    copied_text = "".join(path.read_text(encoding="utf-8") for path in copied_pages)
    words = {word for word in words if word not in copied_text}
    return re.compile("|".join([*map(re.escape, sorted(words)), r"""["'(]28[0-9]{3}["')]"""]), re.IGNORECASE)


def test_a_second_department_is_checked_and_built_at_once_without_a_trace_of_the_first(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "feuille de route"
    done = run_new(folder, "36")
    assert done.returncode == 0, done.stderr
    assert "Le site de l'Indre est prêt" in done.stdout
    # Other processes: the copy uses no code but its own.
    assert run_in_project("roadmap", "check", folder=folder).returncode == 0
    built = run_in_project("mkdocs", "build", folder=folder)
    assert built.returncode == 0, built.stderr
    assert "WARNING" not in built.stderr

    site = folder / "site"
    for name in ("feuille-de-route.pdf", "partage/accueil.png"):
        assert (site / name).is_file()
    assert "numérique dans l&#39;Indre</h1>" in (site / "index.html").read_text(encoding="utf-8")
    for epci in load_territories("36").epci:
        assert (site / "territoires" / epci.id / "index.html").is_file()
    assert_each_commune_has_its_page(site, "36", "centre-val-de-loire/indre")
    grid = (site / "accessibilite/grille/index.html").read_text(encoding="utf-8")
    assert "Aucun n'est encore vérifié." in grid
    pattern = first_department_pattern()
    pages = [
        path
        for path in sorted(site.rglob("*"))
        if path.is_file() and path.suffix not in {"", ".gz", ".pdf", ".png", ".xlsx"}
    ]
    assert len(pages) > 100
    for path in pages:
        text = path.read_text(encoding="utf-8")
        match = pattern.search(text)
        assert match is None, (path, match)
        assert ">None<" not in text, path


def assert_each_commune_has_its_page(site: Path, code: str, map_path: str) -> None:
    """Each commune has a page of its own, on the map of its department; each former one leads to a page."""
    communes = [commune for epci in load_territories(code).epci for commune in epci.communes]
    folders = {folder.name: folder for folder in (site / "communes").iterdir() if folder.is_dir()}
    assert len(folders) == len(communes) + sum(len(commune.anciennes) for commune in communes)
    pages = {name: (folder / "index.html").read_text(encoding="utf-8") for name, folder in folders.items()}
    links = re.findall(
        r'primary" href="https://cartographie\.societenumerique\.gouv\.fr/([^?]*)\?territoire_type=communes&amp;territoires=([^"&]*)"',
        "".join(pages.values()),
    )
    assert sorted(links) == sorted((map_path, commune.code) for commune in communes)
    for name, page in pages.items():
        if 'http-equiv="refresh"' in page:
            target = re.search(r"url=\.\./([^/]*)/", page)[1]
            assert 'http-equiv="refresh"' not in pages[target], name


@pytest.mark.parametrize(
    ("code", "map_path", "slug", "former"),
    [
        ("2A", "corse/corse-du-sud", "ajaccio", ""),
        ("49", "pays-de-la-loire/maine-et-loire", "beaupreau-en-mauges", "andreze"),
        ("974", "la-reunion/la-reunion", "le-tampon", ""),
    ],
)
def test_three_other_departments_have_their_own_communes_and_maps(
    tmp_path: Path, code: str, map_path: str, slug: str, former: str
) -> None:
    project = copy_project(tmp_path / "projet")
    shutil.rmtree(project / "data")
    write_starter_files(project, load_territories(code))
    site = build(project)
    assert site.is_done, site.output
    assert_each_commune_has_its_page(project / "site", code, map_path)
    page = (project / "site/communes" / slug / "index.html").read_text(encoding="utf-8")
    assert first_department_pattern().search(page) is None
    if former:
        assert 'http-equiv="refresh"' in (project / "site/communes" / former / "index.html").read_text(
            "utf-8"
        )


def test_the_words_of_the_first_department_are_in_its_own_pages(site: Path) -> None:
    pattern = first_department_pattern()
    for page in (
        "index.html",
        "territoires/index.html",
        "contribuer/action/index.html",
        "glossaire/index.html",
    ):
        assert pattern.search((site / page).read_text(encoding="utf-8")), page


def test_the_copy_holds_the_project_without_the_first_department_s_files(tmp_path: Path) -> None:
    assert run_new(tmp_path, "2a").returncode == 0
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, tracked.stdout.split("\0")):
        files_with_the_name = {"CHANGELOG.md", "README.md", "docs/moteurs.md"}
        is_own = (
            name.startswith(("data/", "docs/images/site/"))
            or name in files_with_the_name
            or (STARTER_FOLDER / name).is_file()
        )
        if not is_own and (ROOT / name).is_file():
            assert (tmp_path / name).read_bytes() == (ROOT / name).read_bytes(), name
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert readme.startswith("# La feuille de route numérique de la Corse-du-Sud\n")
    for document in (tmp_path / "README.md", *(tmp_path / "docs").glob("*.md")):
        assert "Eure-et-Loir" not in document.read_text(encoding="utf-8"), document
    assert "![" not in readme
    assert (tmp_path / ".ci/run").stat().st_mode & 0o100
    assert [path.name for path in (tmp_path / "data/actions").iterdir()] == [".gitkeep"]


def test_every_step_up_to_the_published_site_is_told_and_in_the_readme(tmp_path: Path) -> None:
    folder = tmp_path / "feuille de route"
    told = run_new(folder, "36").stdout
    commands = re.findall("^ {4}(.+)$", told, re.MULTILINE)
    assert commands == [
        f"cd '{folder}'",
        "git init -b main",
        "git add --all",
        'git commit -m "Premier état du site"',
        "make site",
        "git remote add origin https://github.com/ORGANISATION/DEPOT.git",
        "git push -u origin main",
    ]
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for command in commands[1:]:
        assert f"   {command}\n" in readme, command
    labels = ["Settings", "Pages", "Build and deployment", "Source", "GitHub Actions", "Run workflow"]
    for words in (*labels, "https://github.com/new", "« accepté »", f"« {FIRST_STEPS_TITLE} »", SAMPLE):
        assert words in told, words
        assert words in readme, words
    assert "".join(re.findall(r"^(\d)\. ", told, re.MULTILINE)) == "123456"


def test_the_first_commit_of_a_new_site_is_on_main_and_passes_the_check(tmp_path: Path) -> None:
    told = run_new(tmp_path / "neuf", "36").stdout
    author = "-c user.name=Essai -c user.email=essai@example.org"
    for command in re.findall("^ {4}(git (?:init|add|commit) .+)$", told, re.MULTILINE):
        script = command.replace("git ", f"git {author} ", 1)
        subprocess.run(["sh", "-c", script], cwd=tmp_path / "neuf", check=True, capture_output=True)
    git = ["git", "-C", str(tmp_path / "neuf")]
    branch = subprocess.run([*git, "branch", "--show-current"], capture_output=True, text=True, check=True)
    status = subprocess.run([*git, "status", "--porcelain"], capture_output=True, text=True, check=True)
    assert (branch.stdout, status.stdout) == ("main\n", "")
    assert main(["check", "--root", str(tmp_path / "neuf")]) == 0


@pytest.fixture
def site_with_an_axis(tmp_path: Path) -> Path:
    """The data of a new department that has written its first axis."""
    write_starter_files(tmp_path, load_territories("36"))
    axis = "axes:\n  - numero: 1\n    titre: Favoriser les compétences\n    titre_court: Compétences\n"
    (tmp_path / "data/axes.yaml").write_text(axis, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["exemple-action", "ateliers-premiers-clics"])
def test_the_sample_sheet_is_refused_in_one_sentence_whatever_its_name(tmp_path: Path, name: str) -> None:
    write_starter_files(tmp_path, load_territories("36"))
    assert check_project(make_project(tmp_path)).errors == ()
    shutil.copy(tmp_path / SAMPLE, tmp_path / f"data/actions/{name}.yaml")
    [problem] = check_project(make_project(tmp_path)).errors
    assert (problem.file, problem.code) == (f"data/actions/{name}.yaml", "example")


def test_the_sample_sheet_is_refused_as_long_as_one_of_its_texts_is_left(site_with_an_axis: Path) -> None:
    text = (site_with_an_axis / SAMPLE).read_text(encoding="utf-8")
    pattern = re.compile(r"(?<=[:-] |  )\(Exemple\) ")
    assert len(pattern.findall(text)) == 9
    sheet = site_with_an_axis / "data/actions/ateliers.yaml"
    for left in [match.start() for match in pattern.finditer(text)]:
        written = pattern.sub(lambda match, left=left: match[0] if match.start() == left else "", text)
        sheet.write_text(written, encoding="utf-8")
        assert [problem.code for problem in check_project(make_project(site_with_an_axis)).errors] == [
            "example"
        ]
    sheet.write_text(pattern.sub("", text), encoding="utf-8")
    checked = check_project(make_project(site_with_an_axis))
    assert [problem for problem in checked.problems if problem.file.startswith("data/actions/")] == []
    assert list(checked.corpus.actions) == ["ateliers"]


@pytest.mark.parametrize("code", ["01", "2A", "55", "69", "75", "85", "974", "976"])
def test_every_kind_of_department_passes_the_check(tmp_path: Path, code: str) -> None:
    write_starter_files(tmp_path, load_territories(code))
    problems = check_project(make_project(tmp_path)).problems
    assert [problem for problem in problems if problem.severity == "error"] == []
    assert {problem.code for problem in problems} == {"unknown-yet", "no-contours"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["neuf", "--departement", "99"], "Aucun département n'a le code « 99 »"),
        (["plein", "--departement", "36"], "n'est pas vide"),
        (["plein/fichier", "--departement", "36"], "n'est pas vide"),
        (["plein/fichier/dedans", "--departement", "36"], "ne peut pas être créé"),
    ],
)
def test_a_site_that_cannot_be_created_is_refused_in_french_and_nothing_is_written(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plein").mkdir()
    (tmp_path / "plein/fichier").write_text("à moi", encoding="utf-8")
    assert main(["new", *arguments]) == 2
    assert words in capsys.readouterr().err
    assert [path.name for path in tmp_path.rglob("*")] == ["plein", "fichier"]


def test_a_project_outside_git_must_be_cloned_first(project: Path) -> None:
    (project / ".git").write_text("gitdir: nulle-part", encoding="utf-8")
    done = run_in_project("roadmap", "new", "neuf", "--departement", "36", folder=project)
    assert done.returncode == 2
    assert "n'est pas un dépôt git" in done.stderr
    assert not (project / "neuf").exists()


def test_a_repository_without_tracked_files_needs_git_add(project: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=project, check=True)
    done = run_in_project("roadmap", "new", "neuf", "--departement", "36", folder=project)
    assert done.returncode == 2
    assert "git add --all" in done.stderr
    assert not (project / "neuf").exists()


def test_each_department_has_its_name_with_its_articles() -> None:
    assert len(load_departments()) == 101
    for names in load_departments().values():
        noun = names.nom.removeprefix("Territoire ")
        assert names.de.endswith(noun)
        assert names.en.endswith(noun)
        is_plural = names.de.startswith("des ")
        assert is_plural == names.en.startswith("dans les "), names
        if noun[0] in "AEIOUYÉ" and not is_plural:
            assert re.match("d'|de l'", names.de), names
            assert re.match("en |dans l'", names.en), names
    names_by_code = {code: (names.de, names.en) for code, names in load_departments().items()}
    assert names_by_code["28"] == ("d'Eure-et-Loir", "en Eure-et-Loir")
    assert names_by_code["01"] == ("de l'Ain", "dans l'Ain")
    assert names_by_code["78"] == ("des Yvelines", "dans les Yvelines")
    assert names_by_code["974"] == ("de La Réunion", "à La Réunion")
