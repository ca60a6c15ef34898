"""Tables of actions as authorities keep them, generated from a seed: other titles, orders and ways to write."""

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
SHORT_MONTHS = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()
SUBJECTS = (
    "Bus numérique itinérant; Ateliers premiers clics; Prêt d'ordinateurs; Permanences en mairie; Café numérique; "
    "Formation des agents d'accueil; Annuaire des aidants; Cartographie des lieux; Lutte contre les arnaques; "
    "Parentalité et écrans; Aide à l'équipement; Réseau des médiateurs; Démarches de santé en ligne; Coffre-fort numérique"
).split("; ")
TITLES = {
    "titre": (
        "Action",
        "Intitulé de l'action",
        "Nom de l'action",
        "Titre",
        "Intitulé",
        "Projet",
        "Libellé de l'action",
    ),
    "description": (
        "Descriptif",
        "Description",
        "Contenu de l'action",
        "Descriptif de l'action",
        "Modalités",
    ),
    "axe": ("Axe", "Axe FdR", "N° d'axe", "Axe stratégique", "Axe de la feuille de route"),
    "porteur": (
        "Structure porteuse",
        "Maître d'ouvrage",
        "Porteur",
        "Pilote",
        "Porteur de projet",
        "Chef de file",
    ),
    "partenaires": ("Partenaires", "Partenaires associés", "Acteurs mobilisés", "Partenaire(s)"),
    "statut": ("Statut", "État d'avancement", "Avancement", "Etat", "Stade"),
    "budget": ("Budget", "Budget prévisionnel (€)", "Coût total", "Montant", "Coût prévisionnel en €"),
    "cible": ("Public visé", "Pour qui", "Bénéficiaires", "Public cible"),
    "territoires": ("Territoire", "Communes concernées", "Lieu", "EPCI", "Périmètre"),
    "contact.courriel": ("Courriel", "E-mail", "Adresse mail", "Mail de contact"),
    "porteur.siren": ("SIREN", "SIRET", "N° SIRET"),
}
INTERNAL = ("Observations (interne)", "N°", "Réf", "Agent instructeur", "Remarques")
STATUSES = {
    "envisagee": ("Envisagée", "envisagé", "A l'étude", "En réflexion", "projet"),
    "a-venir": ("A venir", "À VENIR", "Programmée", "prévu", "Non démarré"),
    "en-cours": ("En cours", "en cours", "Démarrée", "Lancé", "Engagée", "50 %"),
    "realisee": ("Réalisée", "Terminé", "Achevée", "FAIT", "Réalisé"),
}
PLACES = {
    "Chartres métropole": {"territoires": ["chartres-metropole"]},
    "Perche": {"territoires": ["perche"]},
    "Chartres, Lucé": {"communes": ["28085", "28218"]},
    "Lucé ; Chartres": {"communes": ["28218", "28085"]},
    "tout le département": {"territoires": ["eure-et-loir"]},
    "Maintenon": {"communes": ["28227"]},
}
AUDIENCES = {
    "Grand public": {"cible": "usagers"},
    "habitants": {"cible": "usagers"},
    "Professionnels": {"cible": "professionnels"},
    "Agents": {"cible": "professionnels"},
    "Seniors": {"cible": "usagers", "publics": ["seniors"]},
    "jeunes et demandeurs d'emploi": {"cible": "usagers", "publics": ["jeunes", "demandeurs-emploi"]},
    "Tous": {"cible": "tous"},
}
FAULTS = {
    "axe": ("9", "à voir ensemble", "Axe 12"),
    "statut": ("ça dépend", "voir avec le service", "42 agents"),
    "budget": ("à voir", "environ beaucoup", "12 personnes"),
    "periode": ("tous les mois", "automne prochain", "31/02/2026", "le matin"),
    "debut": ("bientôt", "31/02/2026", "lundi"),
    "fin": ("un jour", "32/12/2027", "après"),
    "cible": ("les gens de passage", "divers"),
    "territoires": ("Trifouillis-les-Oies", "Chartres, Atlantide"),
    "contact.courriel": ("sur demande", "accueil@", "06 12 34 56 78"),
    "porteur.siren": ("123 456 789", "en cours"),
}


@dataclass
class Table:
    """A table: its rows, what each row of an action says, and the cells at fault, (row from 1, column from 0)."""

    rows: list[list[Any]]
    expected: dict[int, dict[str, Any]] = field(default_factory=dict)
    faults: set[tuple[int, int]] = field(default_factory=set)
    cells: int = 0


class TableGenerator:
    """Generates tables from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - the same tables each time

    def table(self, count: int = 15, *, with_faults: bool = True) -> Table:
        """Return a table of some actions, a third of its rows with one fault."""
        fields = self._choose_fields()
        header = [self._title(name) for name in fields]
        table = Table([])
        if self.random.random() < 0.5:
            table.rows += [["Plan d'actions 2026", *[""] * (len(fields) - 1)], [""] * len(fields)]
        table.rows.append(header)
        for number in range(count):
            row, values = self._row(fields, number)
            line = len(table.rows) + 1
            possible = [place for place, name in enumerate(fields) if name in FAULTS]
            if with_faults and number % 3 == 0 and possible:
                place = self.random.choice(possible)
                row[place] = self.random.choice(FAULTS[fields[place]])
                table.faults.add((line, place))
                values = {key: value for key, value in values.items() if key not in _given_by(fields[place])}
            table.rows.append(row)
            table.expected[line] = values
            table.cells += sum(
                bool(str(cell).strip()) for cell, name in zip(row, fields, strict=True) if name
            )
            if self.random.random() < 0.1:
                table.rows.append([""] * len(fields))
        if self.random.random() < 0.4:
            table.rows.append(["TOTAL", *[""] * (len(fields) - 2), 120000])
        return table

    def _choose_fields(self) -> list[str]:
        dates = self.random.choice((["periode"], ["debut", "fin"], ["debut"]))
        optional = ["partenaires", "budget", "cible", "territoires", "contact.courriel", "porteur.siren", ""]
        chosen = self.random.sample(optional, self.random.randint(2, len(optional)))
        rest = ["description", "axe", "porteur", "statut", *dates, *chosen]
        self.random.shuffle(rest)
        return [*([""] if self.random.random() < 0.5 else []), "titre", *rest]

    def _title(self, name: str) -> str:
        titles = {
            **TITLES,
            "": INTERNAL,
            "periode": ("Calendrier", "Période", "Calendrier prévisionnel", "Dates"),
            "debut": ("Début", "Date de début", "Démarrage"),
            "fin": ("Fin", "Échéance", "Date de fin"),
        }
        title = self.random.choice(titles[name])
        return self.random.choice((title, title.upper(), f" {title} "))

    def _row(self, fields: list[str], number: int) -> tuple[list[Any], dict[str, Any]]:
        values: dict[str, Any] = {}
        row = []
        for name in fields:
            cell, said = self._cell(name, number)
            row.append(cell)
            for key, value in said.items():
                values[key] = {**values[key], **value} if isinstance(values.get(key), dict) else value
        return row, values

    def _cell(self, name: str, number: int) -> tuple[Any, dict[str, Any]]:
        make = getattr(self, f"_make_{name.replace('.', '_')}", None)
        if make:
            return make()
        if name == "titre":
            title = f"{self.random.choice(SUBJECTS)} n° {number + 1}"
            return title, {"titre": title}
        if name == "description":
            text = "Deux séances par mois, sur inscription, dans les lieux volontaires du territoire."
            return text, {}
        if name == "porteur":
            return "Communauté de communes d'essai", {"porteur": {"nom": "Communauté de communes d'essai"}}
        return str(number), {}

    def _make_axe(self) -> tuple[Any, dict[str, Any]]:
        axis = self.random.randint(1, 5)
        return self.random.choice((axis, f"Axe {axis}", f"{axis} - à suivre", f"axe n° {axis}")), {
            "axe": axis
        }

    def _make_statut(self) -> tuple[Any, dict[str, Any]]:
        status = self.random.choice(list(STATUSES))
        return self.random.choice(STATUSES[status]), {"statut": status}

    def _make_partenaires(self) -> tuple[Any, dict[str, Any]]:
        names = self.random.sample(["Département", "CAF", "Mission locale", "France Travail"], 2)
        text = self.random.choice((" ; ", "\n", ", ")).join(names)
        return text, {"partenaires": [{"nom": name} for name in names]}

    def _make_budget(self) -> tuple[Any, dict[str, Any]]:
        amount = self.random.choice((800, 4200, 12500, 38000))
        spaced = f"{amount:,}".replace(",", "\u202f")
        text = self.random.choice(
            (amount, f"{spaced} €", f"{amount / 1000:g} k€".replace(".", ","), f"{amount},00 euros")
        )
        if self.random.random() < 0.2:
            share = {"financeur": "État", "montant": 500, "statut": "accorde"}
            return f"{spaced} € dont 500 € de l'État (accordé)", {
                "budget": {"montant": amount, "financements": [share]}
            }
        return text, {"budget": {"montant": amount}}

    def _make_cible(self) -> tuple[Any, dict[str, Any]]:
        return self.random.choice(list(AUDIENCES.items()))

    def _make_territoires(self) -> tuple[Any, dict[str, Any]]:
        return self.random.choice(list(PLACES.items()))

    def _make_contact_courriel(self) -> tuple[Any, dict[str, Any]]:
        return "accueil@exemple.fr", {}

    def _make_porteur_siren(self) -> tuple[Any, dict[str, Any]]:
        text = self.random.choice(("200 033 181", "20003318100012", 200033181))
        return text, {"porteur": {"siren": "200033181"}}

    def _date(self, year: int) -> tuple[Any, str]:
        month, day = self.random.randint(1, 12), self.random.randint(1, 28)
        return self.random.choice(
            (
                (dt.date(year, month, day), f"{year}-{month:02}-{day:02}"),
                (f"{day:02}/{month:02}/{year}", f"{year}-{month:02}-{day:02}"),
                (f"{day} {MONTHS[month - 1]} {year}", f"{year}-{month:02}-{day:02}"),
                (f"{MONTHS[month - 1]} {year}", f"{year}-{month:02}"),
                (f"{SHORT_MONTHS[month - 1]} {year}", f"{year}-{month:02}"),
                (f"{month:02}/{year}", f"{year}-{month:02}"),
                (year, str(year)),
            )
        )

    def _make_debut(self) -> tuple[Any, dict[str, Any]]:
        text, date = self._date(2026)
        return text, {"debut": date}

    def _make_fin(self) -> tuple[Any, dict[str, Any]]:
        text, date = self._date(2027)
        return text, {"fin": date}

    def _make_periode(self) -> tuple[Any, dict[str, Any]]:
        start, end = self.random.randint(1, 6), self.random.randint(7, 12)
        period = {"debut": f"2026-{start:02}", "fin": f"2026-{end:02}"}
        months = MONTHS[start - 1], MONTHS[end - 1]
        return self.random.choice(
            (
                (f"{SHORT_MONTHS[start - 1]} 2026 – {SHORT_MONTHS[end - 1]} 2026", period),
                (f"de {months[0]} à {months[1]} 2026", period),
                (f"{months[0]}-{months[1]} 2026", period),
                ("1er semestre 2026", {"debut": "2026-01", "fin": "2026-06"}),
                (f"à partir de {months[0]} 2026", {"debut": f"2026-{start:02}"}),
                ("2026-2027", {"debut": "2026", "fin": "2027"}),
                ("01/03/2026 au 15/06/2026", {"debut": "2026-03-01", "fin": "2026-06-15"}),
            )
        )


def _given_by(name: str) -> tuple[str, ...]:
    """Return the fields that a column gives."""
    return {
        "periode": ("debut", "fin"),
        "cible": ("cible", "publics"),
        "territoires": ("territoires", "communes"),
        "porteur.siren": ("porteur",),
    }.get(name, (name.partition(".")[0],))
