"""The printed roadmap: a tagged PDF that says what the data says."""

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
from roadmap.text.partial_dates import PartialDate
from tests.conftest import EPOCH, EXAMPLE, build, project_of

PROJECT = project_of(EXAMPLE)
HOSTILE = (
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
def printed(roadmap: Roadmap) -> pypdf.PdfReader:
    """The printed roadmap of the tests' data, read back."""
    return read(roadmap)


def read(roadmap: Roadmap) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(print_pdf.build_pdf(PROJECT, roadmap)))


def plain(text: str) -> str:
    """Return a text with one plain space for any white space."""
    return " ".join(text.split())


@functools.cache
def pages(reader: pypdf.PdfReader) -> tuple[str, ...]:
    """Return the text of each page: long to read, the same for all the tests of a document."""
    return tuple(page.extract_text() for page in reader.pages)


def words(reader: pypdf.PdfReader) -> str:
    return plain(" ".join(pages(reader)))


def with_action(roadmap: Roadmap, **changes: object) -> Roadmap:
    """Return the roadmap with its first action alone, changed, and little else: it prints ten times faster."""
    action = replace(roadmap.actions[0], **changes)
    return replace(roadmap, actions=(action,), ressources=(), dispositifs=(), indicateurs=())


def tags(reader: pypdf.PdfReader) -> list[str]:
    """Return the names of the structure's elements, in the order of reading."""

    def walk(node: object) -> Iterator[str]:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for each in node:
                yield from walk(each)
        elif isinstance(node, dict):
            if "/S" in node:
                yield node["/S"]
            yield from walk(node.get("/K"))

    return list(walk(reader.root_object["/StructTreeRoot"]))


def bookmarks(reader: pypdf.PdfReader) -> list[str]:
    def walk(items: list) -> Iterator[str]:
        for each in items:
            if isinstance(each, list):
                yield from walk(each)
            else:
                yield plain(each.title)

    return list(walk(reader.outline))


def annotations(reader: pypdf.PdfReader) -> Iterator[dict]:
    for page in reader.pages:
        for each in page.get("/Annots", []):
            yield each.get_object()


def addresses(reader: pypdf.PdfReader) -> set[str]:
    """Return where the links lead, out of the document."""
    actions = (each["/A"] for each in annotations(reader) if "/A" in each)
    return {action["/URI"] for action in actions if "/URI" in action}


# --- What it is ----------------------------------------------------------------------------------


def test_it_is_a_tagged_pdf_that_claims_pdf_ua(printed: pypdf.PdfReader) -> None:
    root = printed.root_object
    assert printed.pdf_header == "%PDF-1.7"
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "fr-FR"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert {float(page.mediabox.width) // 1 for page in printed.pages} == {595}


def test_its_title_is_known_and_an_unknown_publisher_is_not_invented(
    roadmap: Roadmap, printed: pypdf.PdfReader
) -> None:
    assert printed.metadata.title == "La feuille de route de l'inclusion numérique en Eure-et-Loir"
    assert printed.metadata.author is None
    assert "Éditeur" not in words(printed)
    publisher = replace(roadmap.site.editeur, nom="La préfecture")
    site = replace(roadmap.site, editeur=publisher)
    known = read(replace(with_action(roadmap), site=site))
    assert known.metadata.author == "La préfecture"
    assert "Éditeur : La préfecture" in words(known)


def test_headings_follow_each_other_without_a_gap(printed: pypdf.PdfReader) -> None:
    levels = [int(tag[2:]) for tag in tags(printed) if tag[:2] == "/H" and tag[2:].isdigit()]
    assert levels[0] == 1
    assert {1, 2, 3} <= set(levels)
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_lists_contents_and_links_are_tagged(printed: pypdf.PdfReader) -> None:
    assert {"/L", "/LI", "/Lbl", "/LBody", "/TOC", "/TOCI", "/Link", "/P"} <= set(tags(printed))


def test_every_page_has_text_and_says_its_number(printed: pypdf.PdfReader) -> None:
    last = len(printed.pages)
    assert last > 10
    for number, text in enumerate(pages(printed), start=1):
        assert len(text) > 100
        assert (f"page {number} sur {last}" in plain(text)) == (number > 1)


def test_bookmarks_lead_to_every_axis_action_and_meeting(roadmap: Roadmap, printed: pypdf.PdfReader) -> None:
    wanted = [
        *(f"Axe {axis.numero} : {axis.titre}" for axis in roadmap.axes),
        *(action.titre for action in roadmap.actions),
        *(meeting.titre for meeting in roadmap.reunions),
    ]
    assert not set(wanted) - set(bookmarks(printed))


def test_links_lead_out_and_each_is_described(roadmap: Roadmap, printed: pypdf.PdfReader) -> None:
    assert not {resource.url for resource in roadmap.ressources} - addresses(printed)
    assert f"mailto:{roadmap.site.contact.courriel}" in addresses(printed)
    assert all(each["/Contents"] for each in annotations(printed) if each["/Subtype"] == "/Link")


def test_its_fonts_are_all_inside_it(printed: pypdf.PdfReader) -> None:
    names = {
        font.get_object()["/BaseFont"]
        for page in printed.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert {name.split("+")[1].split("-")[0] for name in names} == {"LibertinusSerif"}


# --- What it says --------------------------------------------------------------------------------


def test_the_cover_says_what_it_is_and_how_far_it_is(printed: pypdf.PdfReader) -> None:
    cover = plain(pages(printed)[0])
    for part in (
        "La feuille de route de l'inclusion numérique en Eure-et-Loir",
        "Département d'Eure-et-Loir (28)",
        "Préfiguration, non adoptée au 4 avril 2024.",
        "Les actions présentées sont envisagées : aucune n'est encore décidée.",
        "Édition du 24 novembre 2025",
    ):
        assert part in cover


def test_one_action_under_way_is_enough_not_to_call_them_all_envisaged(roadmap: Roadmap) -> None:
    first, *others = roadmap.actions
    started = replace(roadmap, actions=(replace(first, statut="en-cours"), *others))
    cover = plain(read(started).pages[0].extract_text())
    assert "aucune n'est encore décidée" not in cover


def test_every_entry_is_printed(roadmap: Roadmap, printed: pypdf.PdfReader) -> None:
    text = words(printed)
    titles = [
        each.titre
        for each in (
            *roadmap.axes,
            *roadmap.actions,
            *roadmap.reunions,
            *roadmap.dispositifs,
            *roadmap.ressources,
        )
    ]
    titles += [each.libelle for each in roadmap.indicateurs]
    for title in titles:
        assert plain(title) in text, title
    for resume in (action.resume for action in roadmap.actions):
        assert plain(resume) in text, resume


def test_an_absent_field_is_no_line(printed: pypdf.PdfReader) -> None:
    text = words(printed)
    assert text.count("Pas encore désigné") == 23
    for label in ("Publics visés", "Partenaires", "Motif :", "Étapes", "Budget", "En retard", "None", "none"):
        assert label not in text


def test_every_filled_field_of_an_action_is_printed(full: pypdf.PdfReader) -> None:
    text = words(full)
    for part in (
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
        "Fiche confirmée le 1er octobre 2025.",
        "Source : Le document (https://exemple.fr/c), daté de mai 2024.",
    ):
        assert part in text, part


@pytest.fixture(scope="module")
def full(roadmap: Roadmap) -> pypdf.PdfReader:
    """The printed roadmap, every field of an action filled, read back."""
    date = PartialDate.parse
    indicator = records.Indicator(
        "Personnes aidées",
        "personnes",
        depart=0,
        cible=1500,
        cible_approximative=True,
        actuel=0,
        mesure_le=date("2024-06"),
        source="Le bilan",
        remarque="À suivre.",
    )
    filled = with_action(
        roadmap,
        cible="professionnels",
        statut="en-pause",
        confirme_le=date("2025-10-01"),
        publics=("jeunes", "seniors"),
        thematiques=("sante",),
        territoires=("chartres-metropole",),
        motif="Faute de moyens.",
        porteur=records.Organisation("Le porteur", "200033181"),
        partenaires=(records.Organisation("Un partenaire"),),
        contact=records.Contact("Le service", "service@exemple.fr"),
        debut=date("2024"),
        fin=date("2025-03-01"),
        etapes=(records.Milestone("Lancer", date("2024-04"), realisee=True), records.Milestone("Finir")),
        contexte="Un paragraphe en **gras**, avec un [lien](https://exemple.fr/a).",
        objectifs=("Premier but", "Second but"),
        description="1. d'abord ;\n2. ensuite.",
        budget=records.Budget(
            42500, (records.Funding("L'État", 12000, "accorde"), records.Funding("La région"))
        ),
        indicateurs=(indicator,),
        liens=(records.Link("Une page", "https://exemple.fr/b"),),
        source=records.Source("Le document", date("2024-05"), "https://exemple.fr/c"),
    )
    decision = records.Decision("Lancer l'action.", (filled.actions[0].id,))
    meetings = tuple(
        replace(each, decisions=(decision,)) if each.instance == "comite-technique" else each
        for each in filled.reunions
    )
    return read(replace(filled, reunions=meetings))


def test_a_full_sheet_is_as_well_tagged(full: pypdf.PdfReader) -> None:
    levels = [int(tag[2:]) for tag in tags(full) if tag[:2] == "/H" and tag[2:].isdigit()]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert {"https://exemple.fr/a", "https://exemple.fr/b", "https://exemple.fr/c"} <= addresses(full)
    assert words(full).count("Lancer l'action. ; action : ") == 2


def test_too_many_actions_are_counted_by_status_and_the_document_says_so(roadmap: Roadmap) -> None:
    copies = tuple(
        replace(action, id=f"{action.id}-{number}", statut=("en-cours", "realisee")[number % 2])
        for number in range(print_pdf.MAX_ACTION_SHEETS // len(roadmap.actions) + 1)
        for action in roadmap.actions
    )
    reader = read(replace(roadmap, actions=copies))
    said = words(reader)
    first = sum(action.axe == 1 for action in copies)
    assert f"{first} actions" in said
    assert "En cours : " in said
    assert "Réalisée : " in said
    assert "trop nombreuses pour être imprimées une à une" in said
    assert roadmap.actions[0].titre not in said
    assert len(reader.pages) < 20


def test_meetings_to_come_stand_before_past_ones(roadmap: Roadmap) -> None:
    text = words(read(replace(with_action(roadmap), today=dt.date(2024, 4, 20))))
    # The last of each: the first is in the table of contents.
    coming, past = text.rindex("À venir"), text.rindex("Dates passées : 2024")
    assert (
        coming < text.rindex("Rencontre bilatérale : CAF") < past < text.rindex("Comité technique du 4 avril")
    )


def test_a_document_is_listed_once_among_the_sources(roadmap: Roadmap, printed: pypdf.PdfReader) -> None:
    text = words(printed)
    listed = text[text.rindex("Les sources") :]
    assert listed.count(roadmap.site.etat.source.document) == 1


# --- Values are only values ----------------------------------------------------------------------


@pytest.mark.parametrize("long", [False, True], ids=["short", "long"])
def test_hostile_values_show_letter_for_letter(roadmap: Roadmap, long: bool) -> None:
    changes = {
        "titre": " ; ".join(HOSTILE),
        "motif": " ; ".join(HOSTILE),
        "objectifs": HOSTILE,
        "porteur": records.Organisation("#porteur $x$"),
    }
    if long:  # Markdown takes some of these signs: only the others must show as they are
        taken = {"*gras*", "_souligné_", "- point", "`code`", "[", "\\antislash", "\\u{41}", "&amp;"}
        shown = tuple(value for value in HOSTILE if value not in taken)
        changes = {"contexte": "\n\n".join(shown)}
    else:
        shown = HOSTILE
    text = words(read(with_action(roadmap, **changes)))
    for value in shown:
        assert plain(value) in text, value
    if not long:
        assert text.count(" ; ".join(HOSTILE)) >= 2
        assert "#porteur $x$" in text


def test_every_printable_character_is_drawn_in_every_style(roadmap: Roadmap) -> None:
    every = [
        chr(code)
        for code in range(0x20, 0x2300)
        if not print_pdf._NOT_PRINTABLE.match(chr(code))  # noqa: SLF001 - the one place that lists them
        and not (0x300 <= code < 0x370)
    ]
    assert {"é", "€", "’", "«", "»", "œ", "\u202f", "É", "ÿ"} <= set(every)
    row = "".join(f"a{char}" for char in every)
    shown = row.replace("*", "\\*").replace("_", "\\_").replace("[", "\\[").replace("`", "\\`")
    changed = with_action(roadmap, titre=row, motif=row, contexte=f"*{shown}* **{shown}** ***{shown}***")
    assert print_pdf.build_pdf(PROJECT, changed)  # PDF/UA refuses a missing glyph


def test_what_the_font_lacks_is_told_by_its_number(roadmap: Roadmap) -> None:
    text = words(read(with_action(roadmap, titre="Fête 😀 文 e\u0301te\u200b\ufe0f fin")))
    assert "Fête [U+1F600] [U+6587] éte fin" in text


def test_a_word_without_end_stays_on_the_page(roadmap: Roadmap) -> None:
    reader = read(with_action(roadmap, resume="x" * 400, contexte="y" * 400))
    lines = [line for page in pages(reader) for line in page.splitlines()]
    for letter in "xy":
        pieces = [
            line.replace("\u200b", "").strip() for line in lines if line.strip().startswith(letter * 20)
        ]
        assert len(pieces) > 3
        assert "".join(pieces) == letter * 400


def test_an_address_is_followed_as_it_is_written(roadmap: Roadmap) -> None:
    url = "https://exemple.fr/a%20b/" + "c" * 300 + "?q=été&r=[1]#fin"
    reader = read(with_action(roadmap, liens=(records.Link("Page", url),)))
    assert url.replace("é", "%C3%A9") in addresses(reader)


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
def test_odd_long_texts_are_printed(roadmap: Roadmap, text: str) -> None:
    assert print_pdf.build_pdf(PROJECT, with_action(roadmap, contexte=text))


@pytest.mark.parametrize(
    "text",
    [
        "> " * 200 + "le fond",
        "\n".join("    " * depth + f"- rang {depth}" for depth in range(30)) + "\n\nle fond",
        "**_" * 40 + "le fond" + "_**" * 40,
    ],
    ids=["quotes", "lists", "emphasis"],
)
def test_however_deep_a_long_text_goes_it_is_printed(roadmap: Roadmap, text: str) -> None:
    printed = words(read(with_action(roadmap, contexte=text)))
    assert "le fond" in printed
    assert "- rang 29" not in text or "rang 29" in printed


# --- Each time it is printed ---------------------------------------------------------------------


PRINT = """
import sys
from pathlib import Path
from roadmap.model.roadmap import load_roadmap
from roadmap.outputs import print_pdf
from roadmap.project import Project

project = Project(Path())
sys.stdout.buffer.write(print_pdf.build_pdf(project, load_roadmap(project)))
"""


def test_two_machines_print_the_same_bytes(roadmap: Roadmap, project: Path) -> None:
    elsewhere = {"SOURCE_DATE_EPOCH": EPOCH, "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    command = [sys.executable, "-c", PRINT]
    done = subprocess.run(
        command, cwd=project, env={**os.environ, **elsewhere}, capture_output=True, check=True
    )
    assert done.stderr == b""
    assert done.stdout == print_pdf.build_pdf(PROJECT, roadmap)


def test_it_says_the_day_and_follows_the_template(roadmap: Roadmap, project: Path) -> None:
    short = with_action(roadmap)
    assert "Édition du 25 novembre 2025" in words(read(replace(short, today=dt.date(2025, 11, 25))))
    with (project / "theme/print/feuille-de-route.typ").open("a", encoding="utf-8") as template:
        template.write("\nUn mot de plus.")
    changed = pypdf.PdfReader(io.BytesIO(print_pdf.build_pdf(project_of(project), short)))
    assert "Un mot de plus." in words(changed)


def test_a_failure_leaves_the_last_edition_in_place(project: Path) -> None:
    last = project / "site/feuille-de-route.pdf"
    last.parent.mkdir()
    last.write_bytes(b"the last edition")
    (project / "theme/print/feuille-de-route.typ").write_text("#panic()", encoding="utf-8")
    with pytest.raises(RuntimeError, match="panic"):
        build(project)
    assert last.read_bytes() == b"the last edition"


def test_errors_in_the_data_are_told_and_nothing_is_printed(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sheet = next((project / "data/actions").iterdir())
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("axe: ", "axe: x"), encoding="utf-8")
    assert not build(project).is_done
    assert f"data/actions/{sheet.name}:" in capfd.readouterr().err
    assert not (project / "site").exists()
