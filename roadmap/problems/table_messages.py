"""French wording of the problems of a table, (message, remedy) by code; `{…}` are their details."""

_DATE_EXAMPLES = "15/01/2026, janvier 2026 ou 2026"

TABLE_WORDINGS: dict[str, tuple[str, str]] = {
    # A cell that is not understood: `table-` and the name of its reader (see `tables.cells`).
    "table-date": ("{value} n'est pas une date comprise.", f"Écrivez par exemple : {_DATE_EXAMPLES}."),
    "table-day": ("{value} n'est pas un jour compris.", "Écrivez par exemple : 15/01/2026."),
    "table-period": (
        "{value} n'est pas une période comprise.",
        "Écrivez par exemple : janv. 2026 – déc. 2026, ou à partir de mars 2026 ; ou laissez la case vide.",
    ),
    "table-budget": (
        "{value} n'est pas un montant compris.",
        "Écrivez par exemple : 38 000 €, ou 38 000 € dont 20 000 € de l'État (accordé).",
    ),
    "table-fundings": (
        "{value} n'est pas un financement compris.",
        "Écrivez par exemple : État : 20 000 € (accordé) ; CAF : 5 000 €.",
    ),
    "table-status": (
        "{value} n'est pas un état d'avancement compris.",
        "Écrivez : envisagée, à venir, en cours, en pause, réalisée ou abandonnée.",
    ),
    "table-axis": ("{value} n'est pas un axe de la feuille de route.", "Écrivez son numéro : 1, 2, 3…"),
    "table-audience": (
        "{value} n'est pas un public compris.",
        "Écrivez : usagers, professionnels ou tous ; ou des publics : seniors, jeunes, demandeurs d'emploi…",
    ),
    "table-places": (
        "{value} contient un lieu qui n'est ni une commune ni une intercommunalité du département.",
        "Écrivez leurs noms, séparés par des virgules, ou « Tout le département ».",
    ),
    "table-thematics": (
        "{value} n'est pas une thématique de la feuille de route.",
        "Écrivez son nom comme sur le site, ou laissez la case vide.",
    ),
    "table-siren": (
        "{value} n'est pas un SIREN ni un SIRET valable.",
        "Vérifiez ses chiffres, ou laissez la case vide.",
    ),
    "table-mailbox": (
        "{value} n'est pas l'adresse d'un service.",
        "Écrivez une adresse de service, par exemple accueil@exemple.fr ; jamais celle d'une personne.",
    ),
    "table-urls": ("{value} n'est pas une adresse web.", "Écrivez par exemple : www.exemple.fr/page."),
    "table-url": ("{value} n'est pas une adresse web.", "Écrivez par exemple : www.exemple.fr/page."),
    "table-number": ("{value} n'est pas un nombre compris.", "Écrivez par exemple : 138 ou 12,5."),
    "table-boolean": ("{value} n'est ni oui ni non.", "Écrivez oui ou non."),
    "table-funding-status": (
        "{value} n'est pas l'état d'une demande de financement.",
        "Écrivez : demandé, accordé ou refusé.",
    ),
    "table-formula": ("La case contient une formule : {value}.", "Remplacez-la par sa valeur."),
    "table-error-value": (
        "La case contient une erreur du tableur.",
        "Corrigez sa formule, ou remplacez-la par sa valeur.",
    ),
    # A row.
    "table-missing-title": ("L'action n'a pas de titre.", "Donnez-lui un titre, ou videz toute la ligne."),
    "table-missing-axe": (
        "L'axe de l'action n'est pas dit.",
        "Ajoutez une colonne « Axe » avec le numéro de l'axe.",
    ),
    "table-missing-statut": (
        "L'état d'avancement de l'action n'est pas dit.",
        "Écrivez : envisagée, à venir, en cours, en pause, réalisée ou abandonnée.",
    ),
    "table-missing-summary": (
        "L'action n'a ni résumé ni description assez longs.",
        "Ajoutez une colonne « Résumé » : une ou deux phrases, de 20 à 280 caractères.",
    ),
    "table-no-such-action": (
        "Cette ligne ne désigne aucune action du tableau.",
        "Écrivez, dans la première colonne, l'identifiant ou le titre d'une action de l'onglet « Actions ».",
    ),
    "table-twin-row": (
        "Cette action est déjà à la ligne {first}.",
        "Gardez une seule des deux lignes, ou changez un des titres.",
    ),
    "table-near-title": (
        "Ce titre ressemble à celui de l'action publiée {value} : c'est sa mise à jour.",
        "Si c'est une autre action, changez son titre.",
    ),
    "table-no-status": (
        "Aucune colonne ne dit où en est l'action : elle est dite « envisagée ».",
        "Ajoutez une colonne « Statut » si elle est plus avancée.",
    ),
    "table-total-row": ("Ligne de total, laissée de côté : {value}.", ""),
    "table-repeated-header": ("Ligne de titres répétée, laissée de côté.", ""),
    "table-note-row": ("Ligne sans titre d'action, laissée de côté : {value}.", ""),
    # A column, a sheet.
    "table-column-guess": ("La colonne « {value} » est lue comme « {field} ».", "Sinon, changez son titre."),
    "table-left-sheet": (
        "L'onglet {value} n'a pas de titres de colonnes reconnus : il est laissé de côté.",
        "S'il contient des actions, nommez ses colonnes, dont « Titre ».",
    ),
    # A file.
    "table-too-heavy": (
        "Le fichier pèse plus de 10 Mo.",
        "Gardez seulement l'onglet des actions, sans images.",
    ),
    "table-bad-csv": (
        "Le fichier n'est pas un tableau CSV lisible.",
        "Enregistrez-le de nouveau au format CSV ou xlsx.",
    ),
    "table-not-a-workbook": (
        "Ce fichier n'est pas un classeur.",
        "Ouvrez-le dans votre tableur, puis enregistrez-le au format xlsx.",
    ),
    "table-damaged": (
        "Ce classeur est abîmé, protégé ou trop ancien.",
        "Enregistrez-le de nouveau au format xlsx, sans mot de passe.",
    ),
    "table-bomb": (
        "Ce classeur contient plus de données qu'un tableau d'actions.",
        "Copiez le tableau des actions, seul, dans un classeur neuf.",
    ),
    "table-too-large": (
        "Le tableau a plus de 50 000 lignes ou de 300 colonnes.",
        "Gardez seulement les lignes et les colonnes des actions.",
    ),
    "table-no-header": (
        "Aucune ligne de titres n'est reconnue.",
        "Nommez les colonnes sur une ligne : « Titre » ou « Action », puis « Axe », « Porteur », « Statut »…",
    ),
    # What `check` finds in the sheet of a row, in its own words.
    "table-check": ("{message}", "{hint}"),
}
