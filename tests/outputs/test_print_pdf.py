"""The printable PDF of the roadmap: its accessibility tags, its contents, its safety, its reproducible build."""

import datetime as dt
import functools
import io
import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from msgspec.structs import replace

from roadmap.model import records
from roadmap.model.roadmap import Roadmap
from roadmap.outputs import print_pdf
from tests.conftest import EPOCH, build, make_project
from tests.outputs.conftest import EVERY_FIELD, EXAMPLE_PROJECT

# Texts that Typst, Markdown or HTML would interpret.
MARKUP_SAMPLES = (
    "#let x = 1",
    "#panic()",
    "$a^2$",
    "*gras*",
    "_souligné_",
    "@renvoi",
    "\\antislash",
    "]",
    "[",
    "<x>",
    "`code`",
    "// note",
    "/* note */",
    "= titre",
    "- point",
    "~",
    '"mot"',
    "l'eau",
    "a--b",
    "a...b",
    "{}",
    "\\u{41}",
    "<script>alert(1)</script>",
    "&amp;",
)


@pytest.fixture(scope="module")
def example_pdf(roadmap: Roadmap) -> pypdf.PdfReader:
    """The PDF of the example data, parsed."""
    return build_and_parse_pdf(roadmap)


def build_and_parse_pdf(roadmap: Roadmap) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(print_pdf.build_pdf(EXAMPLE_PROJECT, roadmap)))


def normalize_spaces(text: str) -> str:
    """Replace any white space with one plain space."""
    return " ".join(text.split())


@functools.cache
def extract_pages(reader: pypdf.PdfReader) -> tuple[str, ...]:
    """Return the text of each page, extracted once for all the tests of a document."""
    return tuple(page.extract_text() for page in reader.pages)


def extract_text(reader: pypdf.PdfReader) -> str:
    return normalize_spaces(" ".join(extract_pages(reader)))


def keep_one_action(roadmap: Roadmap, **changes: object) -> Roadmap:
    """Return the roadmap with its first action alone, changed, and little else: its PDF builds ten times faster."""
    action = replace(roadmap.actions[0], **changes)
    return replace(roadmap, actions=(action,), ressources=(), dispositifs=(), indicateurs=())


def list_tags(reader: pypdf.PdfReader) -> list[str]:
    """Return the names of the structure elements, in reading order."""

    def walk(node: object) -> Iterator[str]:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                yield from walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                yield node["/S"]
            yield from walk(node.get("/K"))

    return list(walk(reader.root_object["/StructTreeRoot"]))


def list_bookmarks(reader: pypdf.PdfReader) -> list[str]:
    def walk(items: list) -> Iterator[str]:
        for item in items:
            if isinstance(item, list):
                yield from walk(item)
            else:
                yield normalize_spaces(item.title)

    return list(walk(reader.outline))


def iterate_annotations(reader: pypdf.PdfReader) -> Iterator[dict]:
    for page in reader.pages:
        for annotation in page.get("/Annots", []):
            yield annotation.get_object()


def list_link_targets(reader: pypdf.PdfReader) -> set[str]:
    """Return the targets of the links that leave the document."""
    actions = (annotation["/A"] for annotation in iterate_annotations(reader) if "/A" in annotation)
    return {action["/URI"] for action in actions if "/URI" in action}


# --- Structure -----------------------------------------------------------------------------------


def test_it_is_a_tagged_pdf_that_claims_pdf_ua(example_pdf: pypdf.PdfReader) -> None:
    root = example_pdf.root_object
    assert example_pdf.pdf_header == "%PDF-1.7"
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "fr-FR"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert {float(page.mediabox.width) // 1 for page in example_pdf.pages} == {595}


def test_metadata_has_the_title_and_the_publisher_if_there_is_one(
    roadmap: Roadmap, example_pdf: pypdf.PdfReader
) -> None:
    assert example_pdf.metadata.title == "La feuille de route de l'inclusion numérique en Eure-et-Loir"
    assert example_pdf.metadata.author is None
    assert "Éditeur" not in extract_text(example_pdf)
    publisher = replace(roadmap.site.editeur, nom="La préfecture")
    site = replace(roadmap.site, editeur=publisher)
    published = build_and_parse_pdf(replace(keep_one_action(roadmap), site=site))
    assert published.metadata.author == "La préfecture"
    assert "Éditeur : La préfecture" in extract_text(published)


def test_heading_levels_have_no_gap(example_pdf: pypdf.PdfReader) -> None:
    levels = [int(tag[2:]) for tag in list_tags(example_pdf) if tag[:2] == "/H" and tag[2:].isdigit()]
    assert levels[0] == 1
    assert {1, 2, 3} <= set(levels)
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_lists_contents_and_links_are_tagged(example_pdf: pypdf.PdfReader) -> None:
    assert {"/L", "/LI", "/Lbl", "/LBody", "/TOC", "/TOCI", "/Link", "/P"} <= set(list_tags(example_pdf))


def test_every_page_has_text_and_all_but_the_cover_a_number(example_pdf: pypdf.PdfReader) -> None:
    page_count = len(example_pdf.pages)
    assert page_count > 10
    for number, text in enumerate(extract_pages(example_pdf), start=1):
        assert len(text) > 100
        assert (f"page {number} sur {page_count}" in normalize_spaces(text)) == (number > 1)


def test_bookmarks_lead_to_every_axis_action_and_meeting(
    roadmap: Roadmap, example_pdf: pypdf.PdfReader
) -> None:
    expected = [
        *(f"Axe {axis.numero} : {axis.titre}" for axis in roadmap.axes),
        *(action.titre for action in roadmap.actions),
        *(meeting.titre for meeting in roadmap.reunions),
    ]
    assert not set(expected) - set(list_bookmarks(example_pdf))


def test_links_have_their_targets_and_a_description(roadmap: Roadmap, example_pdf: pypdf.PdfReader) -> None:
    assert not {resource.url for resource in roadmap.ressources} - list_link_targets(example_pdf)
    assert f"mailto:{roadmap.site.contact.courriel}" in list_link_targets(example_pdf)
    links = [
        annotation for annotation in iterate_annotations(example_pdf) if annotation["/Subtype"] == "/Link"
    ]
    assert all(link["/Contents"] for link in links)


def test_all_fonts_are_embedded(example_pdf: pypdf.PdfReader) -> None:
    names = {
        font.get_object()["/BaseFont"]
        for page in example_pdf.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert {name.split("+")[1].split("-")[0] for name in names} == {"LibertinusSerif"}


# --- Contents ------------------------------------------------------------------------------------


def test_the_cover_has_the_title_the_status_and_the_date(example_pdf: pypdf.PdfReader) -> None:
    cover = normalize_spaces(extract_pages(example_pdf)[0])
    for part in (
        "La feuille de route de l'inclusion numérique en Eure-et-Loir",
        "Département d'Eure-et-Loir (28)",
        "Projet, pas encore adopté au 4 avril 2024.",
        "Les actions présentées sont envisagées : aucune n'est encore décidée.",
        "Édition du 24 novembre 2025",
    ):
        assert part in cover


def test_the_cover_does_not_call_all_actions_envisaged_when_one_is_under_way(roadmap: Roadmap) -> None:
    first, *others = roadmap.actions
    started = replace(roadmap, actions=(replace(first, statut="en-cours"), *others))
    cover = normalize_spaces(build_and_parse_pdf(started).pages[0].extract_text())
    assert "aucune n'est encore décidée" not in cover


def test_every_entry_is_printed(roadmap: Roadmap, example_pdf: pypdf.PdfReader) -> None:
    text = extract_text(example_pdf)
    titles = [
        record.titre
        for record in (
            *roadmap.axes,
            *roadmap.actions,
            *roadmap.reunions,
            *roadmap.dispositifs,
            *roadmap.ressources,
        )
    ]
    titles += [indicator.libelle for indicator in roadmap.indicateurs]
    for title in titles:
        assert normalize_spaces(title) in text, title
    for resume in (action.resume for action in roadmap.actions):
        assert normalize_spaces(resume) in text, resume


def test_an_empty_field_has_no_line(example_pdf: pypdf.PdfReader) -> None:
    text = extract_text(example_pdf)
    assert text.count("Pas encore désigné") == 23
    for label in ("Publics visés", "Partenaires", "Motif :", "Étapes", "Budget", "En retard", "None", "none"):
        assert label not in text


def test_every_filled_field_of_an_action_is_printed(full_pdf: pypdf.PdfReader) -> None:
    text = extract_text(full_pdf)
    for line in (
        "En pause En retard",
        "Motif : Faute de moyens.",
        "À destination de Professionnels",
        "Publics visés Jeunes, seniors",
        "Thématiques Santé",
        "Où Chartres métropole",
        "Porteur Le porteur (SIREN 200033181)",
        "Partenaires Un partenaire",
        "Quand Début : 2024 ; fin : samedi 1er mars 2025",
        "Contact Le service : service@exemple.fr",
        "Pourquoi Un paragraphe en gras, avec un lien (https://exemple.fr/a).",
        "Objectifs • Premier but • Second but",
        "Comment 1. d'abord ; 2. ensuite.",
        "Étapes 1. Lancer (avril 2024) Réalisée 2. Finir",
        "Budget Montant total : 42 500 € • L'État : 12 000 € (accordé) • La région",
        "Comment savoir si cela marche Personnes aidées 0 personnes (objectif : environ 1 500)",
        "Au départ : 0. Mesuré en juin 2024. Source : Le bilan. À suivre.",
        "En savoir plus • Une page (https://exemple.fr/b)",
        "Décisions • Lancer l'action. (Comité technique",
        "Informations vérifiées le 1er octobre 2025.",
        "Source : Le document (https://exemple.fr/c), daté de mai 2024.",
    ):
        assert line in text, line


@pytest.fixture(scope="module")
def full_pdf(roadmap: Roadmap) -> pypdf.PdfReader:
    """The PDF of a roadmap whose only action has every field, parsed."""
    filled = keep_one_action(roadmap, **EVERY_FIELD)
    decision = records.Decision("Lancer l'action.", (filled.actions[0].id,))
    meetings = tuple(
        replace(meeting, decisions=(decision,)) if meeting.instance == "comite-technique" else meeting
        for meeting in filled.reunions
    )
    return build_and_parse_pdf(replace(filled, reunions=meetings))


def test_a_sheet_with_every_field_is_tagged_and_linked(full_pdf: pypdf.PdfReader) -> None:
    levels = [int(tag[2:]) for tag in list_tags(full_pdf) if tag[:2] == "/H" and tag[2:].isdigit()]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert {"https://exemple.fr/a", "https://exemple.fr/b", "https://exemple.fr/c"} <= list_link_targets(
        full_pdf
    )
    assert extract_text(full_pdf).count("Lancer l'action. ; action : ") == 2


def test_too_many_actions_are_replaced_by_counts_per_status(roadmap: Roadmap) -> None:
    copies = tuple(
        replace(action, id=f"{action.id}-{number}", statut=("en-cours", "realisee")[number % 2])
        for number in range(print_pdf.MAX_ACTION_SHEETS // len(roadmap.actions) + 1)
        for action in roadmap.actions
    )
    reader = build_and_parse_pdf(replace(roadmap, actions=copies))
    text = extract_text(reader)
    first_axis_count = sum(action.axe == 1 for action in copies)
    assert f"{first_axis_count} actions" in text
    assert "En cours : " in text
    assert "Réalisée : " in text
    assert "trop nombreuses pour être imprimées une à une" in text
    assert roadmap.actions[0].titre not in text
    assert len(reader.pages) < 20


def test_coming_meetings_are_before_past_ones(roadmap: Roadmap) -> None:
    text = extract_text(build_and_parse_pdf(replace(keep_one_action(roadmap), today=dt.date(2024, 4, 20))))
    # The last occurrence: the first is in the table of contents.
    coming, past = text.rindex("À venir"), text.rindex("Dates passées : 2024")
    assert (
        coming < text.rindex("Rencontre bilatérale : CAF") < past < text.rindex("Comité technique du 4 avril")
    )


def test_a_source_document_is_listed_once(roadmap: Roadmap, example_pdf: pypdf.PdfReader) -> None:
    text = extract_text(example_pdf)
    sources = text[text.rindex("Les sources") :]
    assert sources.count(roadmap.site.etat.source.document) == 1


# --- Hostile and odd values ----------------------------------------------------------------------


@pytest.mark.parametrize("is_markdown", [False, True], ids=["plain", "markdown"])
def test_markup_in_values_is_printed_unchanged(roadmap: Roadmap, is_markdown: bool) -> None:
    changes = {
        "titre": " ; ".join(MARKUP_SAMPLES),
        "motif": " ; ".join(MARKUP_SAMPLES),
        "objectifs": MARKUP_SAMPLES,
        "porteur": records.Organisation("#porteur $x$"),
    }
    if is_markdown:  # Markdown interprets some of these texts: only the others must be printed unchanged.
        interpreted = {"*gras*", "_souligné_", "- point", "`code`", "[", "\\antislash", "\\u{41}", "&amp;"}
        expected = tuple(value for value in MARKUP_SAMPLES if value not in interpreted)
        changes = {"contexte": "\n\n".join(expected)}
    else:
        expected = MARKUP_SAMPLES
    text = extract_text(build_and_parse_pdf(keep_one_action(roadmap, **changes)))
    for value in expected:
        assert normalize_spaces(value) in text, value
    if not is_markdown:
        assert text.count(" ; ".join(MARKUP_SAMPLES)) >= 2
        assert "#porteur $x$" in text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Conﬁer les oﬃces, un eﬀet ﬂuide", "Confier les offices, un effet fluide"),
        ("Le 1ᵉʳ mars, ２０ lieux, coût ≈ 300 €", "Le 1er mars, 20 lieux, coût ~ 300 €"),
        (
            "● Un ▪ deux ➢ trois ✓ quatre ◦ cinq ‣ six ■ sept ✔ huit ► neuf",
            "• Un • deux • trois • quatre • cinq • six • sept • huit • neuf",
        ),
        ("Un emoji 😀", "Un emoji [U+1F600]"),
    ],
)
def test_compatibility_characters_are_printed_as_letters_and_bullets(text: str, printed: str) -> None:
    assert print_pdf.make_printable(text).replace("\u00a0", " ").replace("\u202f", " ") == printed


def test_every_printable_character_has_a_glyph_in_every_style(roadmap: Roadmap) -> None:
    characters = [
        chr(code)
        for code in range(0x20, 0x2300)
        if print_pdf.make_printable(chr(code)) == chr(code) and not (0x300 <= code < 0x370)
    ]
    assert {"é", "€", "’", "«", "»", "œ", "\u202f", "É", "ÿ"} <= set(characters)
    row = "".join(f"a{char}" for char in characters)
    escaped = row.replace("*", "\\*").replace("_", "\\_").replace("[", "\\[").replace("`", "\\`")
    changed = keep_one_action(
        roadmap, titre=row, motif=row, contexte=f"*{escaped}* **{escaped}** ***{escaped}***"
    )
    # A missing glyph is an error, because PDF/UA forbids it.
    assert print_pdf.build_pdf(EXAMPLE_PROJECT, changed)


def test_a_character_without_a_glyph_is_replaced_by_its_code_point(roadmap: Roadmap) -> None:
    text = extract_text(
        build_and_parse_pdf(keep_one_action(roadmap, titre="Fête 😀 文 e\u0301te\u200b\ufe0f fin"))
    )
    assert "Fête [U+1F600] [U+6587] éte fin" in text


def test_a_very_long_word_is_broken_over_several_lines(roadmap: Roadmap) -> None:
    reader = build_and_parse_pdf(keep_one_action(roadmap, resume="x" * 400, contexte="y" * 400))
    lines = [line for page in extract_pages(reader) for line in page.splitlines()]
    for letter in "xy":
        pieces = [
            line.replace("\u200b", "").strip() for line in lines if line.strip().startswith(letter * 20)
        ]
        assert len(pieces) > 3
        assert "".join(pieces) == letter * 400


def test_a_link_keeps_its_address(roadmap: Roadmap) -> None:
    url = "https://exemple.fr/a%20b/" + "c" * 300 + "?q=été&r=[1]#fin"
    reader = build_and_parse_pdf(keep_one_action(roadmap, liens=(records.Link("Page", url),)))
    assert url.replace("é", "%C3%A9") in list_link_targets(reader)


@pytest.mark.parametrize(
    "text",
    [
        "- un\n- deux\n\n    encore\n\n    - trois",
        "[](https://exemple.fr/)",
        "> cité\n\nfin",
        "- \n- x",
        "****",
        "a  \nb",
    ],
)
def test_odd_markdown_is_printed(roadmap: Roadmap, text: str) -> None:
    assert print_pdf.build_pdf(EXAMPLE_PROJECT, keep_one_action(roadmap, contexte=text))


@pytest.mark.parametrize(
    "text",
    [
        "> " * 200 + "le fond",
        "\n".join("    " * depth + f"- rang {depth}" for depth in range(30)) + "\n\nle fond",
        "**_" * 40 + "le fond" + "_**" * 40,
    ],
    ids=["quotes", "lists", "emphasis"],
)
def test_deeply_nested_markdown_is_printed(roadmap: Roadmap, text: str) -> None:
    printed_text = extract_text(build_and_parse_pdf(keep_one_action(roadmap, contexte=text)))
    assert "le fond" in printed_text
    assert "- rang 29" not in text or "rang 29" in printed_text


# --- Building the file ---------------------------------------------------------------------------


PRINT_SCRIPT = """
import sys
from pathlib import Path
from roadmap.model.roadmap import load_roadmap
from roadmap.outputs import print_pdf
from roadmap.project import Project

project = Project(Path())
sys.stdout.buffer.write(print_pdf.build_pdf(project, load_roadmap(project)))
"""


def test_the_pdf_does_not_depend_on_the_environment(roadmap: Roadmap, project: Path) -> None:
    other_environment = {"SOURCE_DATE_EPOCH": EPOCH, "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    command = [sys.executable, "-c", PRINT_SCRIPT]
    process = subprocess.run(
        command, cwd=project, env={**os.environ, **other_environment}, capture_output=True, check=True
    )
    assert process.stderr == b""
    assert process.stdout == print_pdf.build_pdf(EXAMPLE_PROJECT, roadmap)


def test_the_pdf_has_the_day_of_the_build_and_follows_the_template(roadmap: Roadmap, project: Path) -> None:
    short_roadmap = keep_one_action(roadmap)
    assert "Édition du 25 novembre 2025" in extract_text(
        build_and_parse_pdf(replace(short_roadmap, today=dt.date(2025, 11, 25)))
    )
    with (project / "theme/print/feuille-de-route.typ").open("a", encoding="utf-8") as template:
        template.write("\nUn mot de plus.")
    changed = pypdf.PdfReader(io.BytesIO(print_pdf.build_pdf(make_project(project), short_roadmap)))
    assert "Un mot de plus." in extract_text(changed)


def test_a_failed_build_leaves_the_previous_pdf_in_place(project: Path) -> None:
    previous = project / "site/feuille-de-route.pdf"
    previous.parent.mkdir()
    previous.write_bytes(b"the last edition")
    (project / "theme/print/feuille-de-route.typ").write_text("#panic()", encoding="utf-8")
    with pytest.raises(RuntimeError, match="panic"):
        build(project)
    assert previous.read_bytes() == b"the last edition"


def test_errors_in_the_data_are_reported_and_no_site_is_built(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sheet = next((project / "data/actions").iterdir())
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("axe: ", "axe: x"), encoding="utf-8")
    assert not build(project).is_done
    assert f"data/actions/{sheet.name}:" in capfd.readouterr().err
    assert not (project / "site").exists()
