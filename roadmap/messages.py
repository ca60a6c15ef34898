"""The French wording of every problem, for readers who do not write code.

`WORDINGS` gives, for each code, what is wrong and what to do. Codes are stable: machines read them.
"""

import unicodedata

from roadmap.problems import Position, Problem

SHORT = 60

# code: (message, remedy). Fields in braces are filled by `problem`; values come quoted by `quote`.
WORDINGS: dict[str, tuple[str, str]] = {
    # Reading a file.
    "too-big": (
        "Le fichier est trop gros : {size} octets, pour {limit} au plus.",
        "Raccourcissez les textes, ou donnez un lien vers le document.",
    ),
    "encoding": (
        "Le fichier n'est pas enregistré en UTF-8 : un caractère est illisible ici.",
        "Enregistrez-le de nouveau avec l'encodage « UTF-8 ».",
    ),
    "utf-16": (
        "Le fichier est enregistré en UTF-16 et non en UTF-8.",
        "Enregistrez-le de nouveau avec l'encodage « UTF-8 ».",
    ),
    "character": (
        "Un caractère invisible ou interdit se trouve ici : {character}.",
        "Effacez-le, ou tapez de nouveau le texte autour.",
    ),
    "yaml": (
        "La mise en forme n'est pas correcte à cet endroit.",
        "Vérifiez l'alignement, les deux-points suivis d'une espace, et mettez le texte entre guillemets s'il contient « : », « # » ou commence par un signe.",
    ),
    "documents": (
        "Le fichier contient plusieurs documents, séparés par « --- ».",
        "Gardez un seul document : effacez la ligne « --- » et ce qui ne convient pas.",
    ),
    "directive": ("Le fichier commence par une ligne « % ».", "Effacez cette ligne."),
    "empty": ("Le fichier est vide.", "Remplissez-le à partir du modèle, ou supprimez-le."),
    "too-many": ("Le fichier contient plus de {limit} valeurs.", "Raccourcissez-le ou partagez-le."),
    "too-deep": (
        "Il y a trop de niveaux imbriqués ici (plus de {limit}).",
        "Vérifiez les crochets, les accolades et l'alignement.",
    ),
    "duplicate-key": (
        "La clé {key} est écrite deux fois : ici et à la ligne {line}.",
        "Gardez une seule des deux lignes.",
    ),
    "key": ("Une clé doit être un simple mot, suivi de deux-points.", "Écrivez par exemple « titre: … »."),
    "empty-key": ("Il manque le nom de la clé devant les deux-points.", "Écrivez par exemple « titre: … »."),
    "merge": ("La clé « << » n'est pas admise.", "Écrivez les lignes en toutes lettres."),
    "alias": (
        "Le texte commence par « * », qui a ici un autre sens que celui d'un simple texte.",
        "Mettez le texte entre guillemets doubles.",
    ),
    "anchor": (
        "Le texte commence par « & », qui a ici un autre sens que celui d'un simple texte.",
        "Mettez le texte entre guillemets doubles.",
    ),
    "tag": (
        "Le texte commence par « ! », qui a ici un autre sens que celui d'un simple texte.",
        "Mettez le texte entre guillemets doubles.",
    ),
    # Names of files.
    "missing-file": ("Le fichier manque.", "Rétablissez-le : le site en a besoin."),
    "file-name": (
        "Le nom du fichier ne convient pas : {name}.",
        "Renommez-le avec des minuscules sans accent, des chiffres et des tirets, puis « .yaml » : {suggestion}.",
    ),
    "unexpected-file": (
        "Ce fichier n'est pas attendu ici.",
        "Déplacez-le hors de « data », ou donnez-lui le nom d'un fichier attendu ; une fiche d'action se range dans « data/actions » et finit par « .yaml ».",
    ),
    "not-a-file": (
        "Un vrai fichier est attendu ici, non un dossier ou un raccourci.",
        "Rangez chaque fiche directement dans « data/actions », en fichier ordinaire.",
    ),
    "geojson": (
        "Le fichier des contours n'est pas lisible.",
        "Rétablissez la version précédente de data/territories.geojson.",
    ),
    "contour": (
        "Le territoire {value} n'a pas de contour dans data/territories.geojson.",
        "Ajoutez son contour, ou corrigez l'identifiant.",
    ),
    # Keywords of the schemas.
    "required": ("Il manque « {title} ».", "Ajoutez une ligne « {key}: … ». {description}"),
    "dependentRequired": ("Il manque « {title} ».", "Ajoutez une ligne « {key}: … ». {description}"),
    "additionalProperties": ("La clé {key} n'existe pas ici.", "{suggestion}"),
    "empty-value": (
        "« {title} » est vide.",
        "Complétez la ligne, ou supprimez-la si elle n'est pas obligatoire. {description}",
    ),
    "type": ("« {title} » attend {expected}, et non {actual}.", "{description} Exemple : {example}."),
    "type-text": (
        "« {title} » attend un texte, et non {actual}.",
        "Mettez la valeur entre guillemets doubles : {fixed}",
    ),
    "enum": (
        "{value} n'est pas un choix possible pour « {title} ».",
        "{suggestion}Choix possibles : {choices}.",
    ),
    "const": ("{value} n'est pas la valeur attendue pour « {title} ».", "{description}"),
    "pattern": (
        "{value} n'a pas la forme attendue pour « {title} ».",
        "{description} Exemple : {example}.",
    ),
    "format": (
        "{value} ne convient pas pour « {title} ».",
        "{description} Exemple : {example}.",
    ),
    "minLength": ("« {title} » est trop court : {size} caractères, pour {limit} au moins.", "{description}"),
    "maxLength": (
        "« {title} » est trop long : {size} caractères, pour {limit} au plus.",
        "Raccourcissez-le. {description}",
    ),
    "minimum": ("{value} est trop petit pour « {title} » : le minimum est {limit}.", "{description}"),
    "maximum": ("{value} est trop grand pour « {title} » : le maximum est {limit}.", "{description}"),
    "minItems": (
        "La liste « {title} » est vide.",
        "Ajoutez un élément, ou supprimez la ligne. {description}",
    ),
    "minProperties": ("« {title} » est vide.", "Complétez-le, ou supprimez la ligne. {description}"),
    "uniqueItems": ("La liste « {title} » contient deux fois le même élément.", "Gardez-le une seule fois."),
    # Values that a format refuses, when the reason is known.
    "siren": (
        "{value} n'est pas un numéro SIREN : sa clé de contrôle est fausse.",
        "Vérifiez les neuf chiffres sur annuaire-entreprises.data.gouv.fr.",
    ),
    "date-partielle": (
        "{value} n'est pas une date du calendrier.",
        "Vérifiez le jour, le mois et l'année (1900 à 2200).",
    ),
    "adresse-https": (
        "{value} n'est pas une adresse web complète.",
        "Copiez l'adresse depuis la barre du navigateur ; elle commence par https://.",
    ),
    "free-webmail": (
        "{value} est une messagerie gratuite ou personnelle.",
        "Donnez l'adresse d'un service, par exemple contact@ suivi du nom de l'organisme.",
    ),
    "personal-mailbox": (
        "{value} ressemble à l'adresse d'une personne.",
        "Donnez l'adresse d'un service, par exemple accueil@ ou numerique@ suivi du nom de l'organisme.",
    ),
    # Rules across fields and files.
    "mobile": (
        "Un numéro de téléphone mobile se trouve ici : {value}.",
        "Retirez-le : le site ne publie que des coordonnées de services.",
    ),
    "unknown-reference": ("{value} n'est pas {what}.", "{suggestion}Choix possibles : {choices}."),
    "duplicate-id": ("{value} est déjà donné à la ligne {line}{where}.", "Donnez un identifiant différent."),
    "former-id": (
        "L'ancien identifiant {value} est celui {where}.",
        "Un ancien identifiant ne peut servir à une autre fiche : retirez-le d'un côté.",
    ),
    "end-before-start": (
        "« {end} » ({end_value}) vient avant « {start} » ({start_value}).",
        "Corrigez l'une des deux.",
    ),
    "budget": (
        "La somme des financements ({sum} €) dépasse le montant total ({total} €).",
        "Corrigez un montant ; un financement refusé ne compte pas.",
    ),
    "link": (
        "Un lien du texte ne commence pas par https:// : {value}.",
        "Écrivez [le texte du lien](https://…), avec l'adresse complète.",
    ),
    "future-confirmation": (
        "La date de confirmation ({value}) est à venir.",
        "Indiquez le jour où la fiche a été confirmée.",
    ),
    "unknown-yet": (
        "« {title} » n'est pas encore connu.",
        "La page dit « à compléter par l'éditeur » : complétez cette ligne dès que possible.",
    ),
}

TYPES = {
    "string": "un texte",
    "integer": "un nombre entier",
    "number": "un nombre",
    "boolean": "true ou false",
    "array": "une liste",
    "object": "un groupe de lignes « clé: valeur »",
    "null": "rien",
}


def problem(
    file: str, position: Position, code: str, *, severity: str = "error", **details: object
) -> Problem:
    """Return the problem `code`, worded in French with `details`."""
    message, hint = WORDINGS[code]
    return Problem(file, position, code, message.format(**details), hint.format(**details).strip(), severity)


def reading(file: str, position: Position, code: str, **details: object) -> Problem:
    """Return a problem met while reading a file."""
    if "character" in details:
        details["character"] = _name_of(str(details["character"]))
    if "key" in details:
        details["key"] = quote(details["key"])
    if isinstance(first := details.get("first"), Position):
        details["line"] = first.line
    return problem(file, position, code, **details)


def quote(value: object) -> str:
    """Show a value to a person: between « », one line, shortened, nothing invisible."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, list):
        return "une liste"
    elif isinstance(value, dict):
        return "un groupe de lignes « clé: valeur »"
    else:
        text = "".join(char if char.isprintable() else " " for char in str(value))
    return f"« {text[: SHORT - 1] + '…' if len(text) > SHORT else text} »"


def type_of(value: object) -> str:
    """Name in French the type of a value."""
    if isinstance(value, str):
        return f"le texte {quote(value)}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"le nombre {value}"
    if isinstance(value, list):
        return "une liste"
    return "un groupe de lignes « clé: valeur »" if isinstance(value, dict) else "rien"


def expected(types: str | list[str]) -> str:
    """Name in French the types that a field takes."""
    names = [types] if isinstance(types, str) else [name for name in types if name != "null"]
    return " ou ".join(TYPES[name] for name in names)


def _name_of(character: str) -> str:
    """Name a character that cannot be shown."""
    names = {
        "\x00": "octet nul",
        "\x1b": "échappement",
        "\u00ad": "trait d'union conditionnel",
        "\u200b": "espace sans largeur",
        "\ufeff": "marque d'ordre des octets",
    }
    code = f"U+{ord(character):04X}"
    if character in names:
        return f"{names[character]} ({code})"
    direction = unicodedata.category(character) == "Cf"
    return f"{'marque de mise en forme' if direction else 'caractère de contrôle'} ({code})"
