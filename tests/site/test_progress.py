"""Progress at a glance, and meetings that are never past: at build, then in a reader's browser days later."""

import functools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from roadmap.model import progress
from roadmap.model.records import Action, Indicator, Milestone
from roadmap.model.roadmap import Roadmap, load_roadmap
from roadmap.render import pagination
from roadmap.render.blocks import Blocks
from roadmap.text.partial_dates import PartialDate
from tests.conftest import EXAMPLE, build_site, copy_project, make_project
from tests.validation.conftest import SHEET, Data

MEETINGS = """
  - id: cotech-suivant
    titre: Comité technique suivant
    instance: comite-technique
    date: 2025-12-04
    heure: 14:30
    inscription: https://exemple.fr/inscription

  - id: gt-suivant
    titre: Groupe de travail suivant
    instance: groupe-de-travail
    date: 2025-12-02
    heure: 9:30
    heure_fin: 11:00

  - id: copil-suivant
    titre: Comité de pilotage suivant
    instance: comite-de-pilotage
    date: 2025-12

  - id: ancienne
    titre: Réunion ancienne
    instance: comite-technique
    date: 2022-05-04
"""


def build_roadmap_with(*statuses: str, **changes: object) -> Roadmap:
    """Return the example's roadmap with as many actions as statuses, all of axis 1."""
    base = load_roadmap(make_project(EXAMPLE))
    one = base.actions[0]
    actions = tuple(
        replace(one, id=f"action-{at}", statut=statut, axe=1, **changes) for at, statut in enumerate(statuses)
    )
    return replace(base, actions=actions)


def render_home(shown: Roadmap) -> str:
    blocks = Blocks(make_project(EXAMPLE), shown)
    html = blocks.render("accueil_reperes", ".") + blocks.render("accueil_avancement", ".")
    return html.replace("\u00a0", " ").replace("\u202f", " ")


def render_axis(shown: Roadmap) -> str:
    context = {"axis": shown.axis(1), "list_page": pagination.paginate_axis_actions(shown, 1)[0]}
    html = Blocks(make_project(EXAMPLE), shown).render("page_axe", "../..", **context)
    return html.replace("\u00a0", " ").replace("\u202f", " ")


def render_action_page(shown: Roadmap) -> str:
    return Blocks(make_project(EXAMPLE), shown).render("page_action", ".", action=shown.actions[0])


def make_milestones(*steps: tuple[str, bool]) -> dict[str, tuple[Milestone, ...]]:
    return {"etapes": tuple(Milestone("Étape", PartialDate.parse(date), done) for date, done in steps)}


def test_the_parts_of_the_bar_follow_the_order_of_the_schema_and_fill_it() -> None:
    base = build_roadmap_with("realisee", "en-cours", "envisagee", "en-cours")
    shares = progress.compute_status_shares(base, base.actions)
    assert [(item.statut, item.count, item.start, item.length) for item in shares] == [
        ("envisagee", 1, 0, 25),
        ("en-cours", 2, 25, 50),
        ("realisee", 1, 75, 25),
    ]


def test_the_figures_of_the_bar_are_also_told_in_words() -> None:
    html = render_home(build_roadmap_with("realisee", "en-cours", "en-cours"))
    assert "<desc>En cours : 2, Réalisée : 1</desc>" in html
    assert "En cours : <strong>2</strong>" in html
    several = render_home(build_roadmap_with("realisee", "realisee", "abandonnee", "en-cours"))
    assert "<desc>En cours : 1, Réalisées : 2, Abandonnée : 1</desc>" in several
    assert "Réalisées : <strong>2</strong>" in several
    assert "sont toutes envisagées" not in html


def test_nothing_is_drawn_while_every_action_is_only_considered() -> None:
    html = render_axis(build_roadmap_with("envisagee", "envisagee"))
    assert "Les 2 actions inscrites sont toutes envisagées : aucune n'est déclarée commencée." in html
    assert "shares__bar" not in html
    assert "L'avancement" not in html
    assert "La seule action inscrite est envisagée" in render_axis(build_roadmap_with("envisagee"))
    assert render_axis(build_roadmap_with()).count("Aucune action pour l'instant.") == 1


def test_the_home_page_tells_once_that_nothing_has_begun() -> None:
    assert "L'avancement" not in render_home(build_roadmap_with("envisagee", "envisagee"))
    assert "L'avancement" in render_home(build_roadmap_with("envisagee", "en-cours"))


def test_the_home_page_says_first_how_many_actions_there_are_and_their_statuses() -> None:
    def said(*statuses: str) -> str:
        text = re.sub("<[^>]*>", "", render_home(build_roadmap_with(*statuses)))
        return " ".join(text.partition("Où en est-on")[2].split())

    assert said().startswith("? Aucune action n'est encore inscrite.")
    assert said("envisagee").startswith("? 1 action, envisagée.")
    assert said("envisagee", "envisagee").startswith("? 2 actions, toutes envisagées.")
    mixed = said("envisagee", "envisagee", "a-venir", "en-cours", "realisee")
    assert mixed.startswith("? 5 actions : 2 envisagées, 1 à venir, 1 en cours, 1 réalisée.")


def test_actions_past_their_end_are_counted() -> None:
    html = render_home(build_roadmap_with("en-cours", "realisee", fin=PartialDate(2025, 10)))
    assert "1 action a dépassé la date de fin prévue." in html


def test_a_month_is_a_span_and_never_its_first_day() -> None:
    base = build_roadmap_with(
        "en-cours", **make_milestones(("2025-06", False), ("2025-06-01", True), ("2025", False))
    )
    marks = progress.build_year(base, base.actions).milestone_marks
    assert [(str(item.date), item.start, item.length) for item in marks] == [
        ("2025", 0, 100),
        ("2025-06", 41.67, 8.33),
        ("2025-06-01", 41.67, 0.27),
    ]
    html = render_home(base)
    assert html.count('class="year__step"') == 2  # the one known day, and the legend


@pytest.mark.parametrize(
    ("dates", "shown"),
    [(("2024", "2025-03", "2026"), 2025), (("2024", "2027", "2026-01"), 2026), (("2023", "2024-05"), 2024)],
)
def test_the_year_shown_is_this_one_else_the_next_else_the_last(dates: tuple[str, ...], shown: int) -> None:
    base = build_roadmap_with("en-cours", **make_milestones(*((item, False) for item in dates)))
    assert progress.build_year(base, base.actions).annee == shown


def test_a_year_that_is_over_is_told_as_such() -> None:
    html = render_home(build_roadmap_with("envisagee"))
    assert "Aucune date n'est connue pour 2025. Les dernières sont de 2024." in html
    assert "16 réunions et échéances" in html
    assert "Aucune étape d'action n'est datée." in html


def test_cancelled_meetings_are_not_on_the_line() -> None:
    base = load_roadmap(make_project(EXAMPLE))
    cancelled = tuple(replace(item, statut="annulee") for item in base.reunions)
    assert progress.build_year(base, (), cancelled) is None
    assert "Aucune date n'est encore connue." in render_home(replace(base, reunions=()))


def test_ten_thousand_actions_make_a_page_no_longer_than_a_year() -> None:
    steps = make_milestones(
        *((f"2025-{month:02}-{day:02}", False) for month in range(1, 13) for day in (3, 17))
    )
    few, many = (
        render_home(build_roadmap_with(*["en-cours"] * 10, **steps)),
        render_home(build_roadmap_with(*["en-cours"] * 2000, **steps)),
    )
    assert abs(len(many) - len(few)) < 400


def test_the_steps_of_a_month_are_named_and_lead_to_their_actions() -> None:
    steps = (
        Milestone("Achat du véhicule", PartialDate(2025, 12), realisee=False),
        Milestone("Choix du lieu", PartialDate(2025, 12, 2), realisee=True),
    )
    base = build_roadmap_with("en-cours", titre="Un bus numérique", etapes=steps)
    html = render_home(base)
    link = '(<a href="./actions/action-0/">Un bus numérique</a>)'
    assert f"<li>Achat du véhicule {link}, décembre 2025</li>" in html
    assert f"<li>Choix du lieu {link}, 2 décembre 2025, réalisée</li>" in html
    assert html.index("Choix du lieu") < html.index("Achat du véhicule")
    assert "autre étape" not in html


def test_of_a_long_month_the_first_steps_are_named_and_the_others_counted() -> None:
    html = render_home(build_roadmap_with(*["en-cours"] * 12, **make_milestones(("2025-12", False))))
    assert html.count("/actions/action-") == progress.MAX_MILESTONES_LISTED
    assert "<li>et 2 autres étapes</li>" in html


def test_the_last_measures_come_first_and_are_few() -> None:
    def measured(action: Action, year: int) -> Action:
        indicator = Indicator("Mesure", actuel=1, mesure_le=PartialDate(year), source="Relevé")
        return replace(action, indicateurs=(indicator, Indicator("Sans mesure", cible=3)))

    base = build_roadmap_with(*["en-cours"] * 10)
    actions = [measured(item, 2010 + at) for at, item in enumerate(base.actions)]
    found = progress.find_latest_measures(actions)
    assert [item.mesure_le.annee for _, item in found] == [2019, 2018, 2017, 2016, 2015, 2014]


def test_no_bar_is_drawn_towards_an_aim_below_the_start() -> None:
    def page(**figures: int) -> str:
        indicator = Indicator("Foyers sans accès", mesure_le=PartialDate(2025), source="Relevé", **figures)
        base = build_roadmap_with("en-cours", indicateurs=(indicator,))
        return render_action_page(base)

    assert "<progress" in page(depart=0, cible=20, actuel=5)
    assert "<progress" not in page(depart=40, cible=20, actuel=30)


def test_an_aim_without_a_measure_is_not_shown_as_a_figure_reached() -> None:
    base = build_roadmap_with(
        "en-cours", indicateurs=(Indicator("Arrêts", cible=480, unite="arrêts"), Indicator("Rien"))
    )
    html = render_action_page(base).replace("\u00a0", " ")
    assert "Pas encore de mesure connue. Objectif : 480 arrêts." in html
    assert "<strong>480" not in html


OVERSEAS_MEETING = """
  - id: comite-d-outre-mer
    titre: Comité d'outre-mer
    instance: comite-technique
    date: 2025-12-04
    heure: "9:00"
    heure_fin: "11:00"
"""


@pytest.fixture(scope="module")
def address_a_year_later(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """The address of a site published on 24 November 2025, with meetings to come and an action under way."""
    project = copy_project(tmp_path_factory.mktemp("later"))
    data = Data(project)
    data.replace("data/calendar.yaml", "\nreunions:\n", "\nreunions:" + MEETINGS + "\n")
    data.replace(SHEET, "statut: envisagee", "statut: en-cours\nporteur:\n  nom: Le porteur")
    return serve(build_site(project))


@pytest.fixture(params=["Europe/Paris", "Pacific/Auckland", "America/Los_Angeles"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="fr-FR", timezone_id=request.param)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2025-11-24T12:00:00+01:00", "Groupe de travail suivant"),
        ("2025-12-02T10:59:00+01:00", "Groupe de travail suivant"),
        ("2025-12-02T11:00:00+01:00", "Comité technique suivant"),
        ("2025-12-04T00:30:00+01:00", "Comité technique suivant"),
        ("2025-12-04T23:59:00+01:00", "Comité technique suivant"),
        ("2025-12-05T00:01:00+01:00", "Comité de pilotage suivant"),
        ("2025-12-31T23:59:00+01:00", "Comité de pilotage suivant"),
        ("2026-01-01T00:01:00+01:00", "Aucune réunion à venir n'est annoncée."),
    ],
)
def test_the_next_meeting_is_never_past_days_after_the_build(
    page: Page, address_a_year_later: str, moment: str, shown: str
) -> None:
    page.clock.set_fixed_time(moment)
    page.goto(address_a_year_later)
    card = page.locator("[data-next]")
    expect(card).to_contain_text(shown)
    assert card.inner_text().startswith(shown)
    others = {"Groupe de travail suivant", "Comité technique suivant", "Comité de pilotage suivant"}
    for other in (others | {"Aucune réunion"}) - {shown[:26]}:
        if not shown.startswith(other):
            assert other not in card.inner_text()


@pytest.fixture(scope="module")
def serve_overseas(
    tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]
) -> Callable[[str], str]:
    """Return a function that serves a site of an overseas department, by its code."""

    @functools.cache
    def serve_department(code: str) -> str:
        project = copy_project(tmp_path_factory.mktemp("overseas"))
        data = Data(project)
        data.replace("data/calendar.yaml", "\nreunions:\n", "\nreunions:" + OVERSEAS_MEETING + "\n")
        data.replace("data/site.yaml", 'code: "28"', f'code: "{code}"')
        return serve(build_site(project))

    return serve_department


# A meeting from 9:00 to 11:00, seen at an hour of the department that is another one in Paris.
@pytest.mark.parametrize(
    ("code", "moment", "is_next"),
    [
        ("971", "2025-12-04T06:30:00-04:00", True),
        ("971", "2025-12-04T10:59:00-04:00", True),
        ("971", "2025-12-04T11:00:00-04:00", False),
        ("974", "2025-12-04T10:59:00+04:00", True),
        ("974", "2025-12-04T11:00:00+04:00", False),
    ],
)
def test_a_meeting_is_over_by_the_clock_of_its_department(
    page: Page, serve_overseas: Callable[[str], str], code: str, moment: str, is_next: bool
) -> None:
    page.clock.set_fixed_time(moment)
    page.goto(serve_overseas(code))
    expect(page.locator("[data-next]").get_by_text("Comité d'outre-mer")).to_be_visible(visible=is_next)


@pytest.mark.parametrize("address", ["territoires/chartres-metropole/", "territoires/eure-et-loir/"])
def test_the_next_meeting_of_a_territory_is_never_past_either(
    page: Page, address_a_year_later: str, address: str
) -> None:
    page.clock.set_fixed_time("2025-12-05T00:01:00+01:00")
    page.goto(address_a_year_later + address)
    section = page.get_by_role("region", name="Prochaine réunion")
    expect(section.get_by_role("link").locator("visible=true")).to_have_text(
        ["Comité de pilotage suivant", "Tout le calendrier"]
    )


def test_the_calendar_moves_what_is_over_since_it_was_published(
    page: Page, address_a_year_later: str
) -> None:
    page.clock.set_fixed_time("2025-11-30T12:00:00+01:00")
    page.goto(address_a_year_later + "calendrier/")
    expect(page.get_by_role("heading", name="Passées depuis")).to_be_hidden()
    assert page.get_by_text("Date passée", exact=True).locator("visible=true").count() == 0
    page.clock.set_fixed_time("2025-12-05T12:00:00+01:00")
    page.goto(address_a_year_later + "calendrier/")
    over = page.get_by_role("region", name="Passées depuis le 24 novembre 2025")
    expect(over.get_by_role("link")).to_have_text(["Groupe de travail suivant", "Comité technique suivant"])
    expect(over.get_by_text("Date passée").first).to_be_visible()
    coming = page.get_by_role("region", name="À venir")
    expect(coming.get_by_role("link")).to_have_text(["Comité de pilotage suivant"])
    page.clock.set_fixed_time("2026-01-05T12:00:00+01:00")
    page.goto(address_a_year_later + "calendrier/")
    expect(coming).to_contain_text("Aucune réunion à venir n'est annoncée.")


def test_a_meeting_that_is_over_invites_nobody_any_more(page: Page, address_a_year_later: str) -> None:
    for day, invites in (("2025-12-04", True), ("2025-12-05", False)):
        page.clock.set_fixed_time(f"{day}T12:00:00+01:00")
        page.goto(address_a_year_later + "calendrier/cotech-suivant/")
        for words in ("S'inscrire", "Ajouter à mon agenda"):
            assert page.get_by_role("link", name=words).is_visible() == invites, (day, words)
        assert page.get_by_text("Date passée").is_visible() != invites


def test_without_a_script_the_page_says_of_what_day_it_is(
    browser: Browser, address_a_year_later: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for address in ("", "calendrier/"):
        page.goto(address_a_year_later + address)
        expect(page.get_by_text("Calendrier mis à jour le 24 novembre 2025.")).to_be_visible()
    expect(page.get_by_text("Date passée", exact=True).locator("visible=true")).to_have_count(0)
    context.close()


def test_each_older_year_has_its_own_page(browser: Browser, address_a_year_later: str) -> None:
    page = browser.new_page()
    page.goto(address_a_year_later + "calendrier/")
    expect(page.get_by_role("heading", name="Dates passées : 2024")).to_be_visible()
    expect(page.get_by_text("Réunion ancienne")).to_have_count(0)
    page.get_by_role("link", name="Calendrier de 2022").click()
    expect(page.get_by_role("link", name="Réunion ancienne")).to_be_visible()
    page.close()
