"""French sentences about tickets, each with its remedy, by code."""

TICKET_WORDINGS: dict[str, str] = {
    "not-a-ticket": "Cet événement n'est pas celui d'un ticket.",
    "empty-ticket": "Ce ticket est vide : décrivez l'action ou la réunion, ou joignez un tableau.",
    "long-ticket": "Ce ticket est trop long : joignez plutôt un tableau.",
    "bad-identifier": (
        "Le nom du fichier de l'action n'est pas un identifiant : renvoyez le formulaire du site."
    ),
    "damaged-sheet": (
        "La fiche du ticket est abîmée : collez de nouveau tout le texte que le formulaire a copié."
    ),
    "foreign-table": "Le tableau n'est pas joint au ticket lui-même : glissez-le dans le ticket.",
    "no-action": "Le tableau ne contient aucune action.",
    "damaged-meeting": (
        "Les lignes de la réunion sont abîmées : collez de nouveau le texte que le formulaire a copié."
    ),
    "other-meeting": "Le bloc de la réunion n'a pas l'identifiant de celui qu'il remplace.",
    "lost-table": "Le tableau joint n'a pas pu être téléchargé : joignez-le de nouveau.",
    "heavy-table": "Le tableau joint pèse plus de 10 Mo : gardez seulement les actions.",
    "unreadable-event": "Cet événement n'est pas lisible.",
    "not-accepted": "Ce ticket n'a pas l'étiquette « accepté » : rien n'en est lu.",
    "no-form": (
        "Ce ticket ne suit aucun formulaire connu : reprenez « Proposer une action », ou joignez un tableau."
    ),
    "unknown-meeting": (
        "La réunion à remplacer n'est pas dans le calendrier : elle a peut-être changé de nom."
    ),
    # What a meeting lacks.
    "meeting-status": "Que se passe-t-il : choisissez à confirmer, confirmée, date reportée ou annulée.",
    "meeting-date": "Quel jour : écrivez par exemple 15/01/2026, ou janvier 2026.",
    "meeting-hours": "À quelle heure : écrivez par exemple 9 h 30, ou 9 h 30 – 11 h.",
    "meeting-instance": "De quelle instance : écrivez l'une de celles-ci : {choices}.",
}
