"""French messages of all problems, for readers who do not write code.

`WORDINGS` maps each code to what is wrong and what to do. Codes are stable: they are part of the JSON report.
"""

from roadmap.problems.yaml_messages import YAML_WORDINGS

# code: (message, hint). `building.build_problem` fills the fields in braces; values are quoted by `quote_value`.
WORDINGS: dict[str, tuple[str, str]] = YAML_WORDINGS | {
    # File names and other files.
    "missing-file": ("Le fichier manque.", "Rétablissez-le : le site en a besoin."),
    "file-name": (
        "Le nom du fichier ne convient pas : {name}.",
        "Renommez-le avec 2 à 80 minuscules sans accent, chiffres et tirets, sans nom que Windows réserve (con, aux…), puis « .yaml » : {suggestion}.",
    ),
    "unexpected-file": (
        "Ce fichier n'est pas attendu ici.",
        "Déplacez-le hors de « data », ou donnez-lui le nom d'un fichier attendu ; une fiche d'action se range dans « data/actions » et finit par « .yaml ».",
    ),
    "not-a-file": (
        "Un vrai fichier est attendu ici, non un dossier ou un raccourci.",
        "Rangez chaque fiche directement dans « data/actions », chaque document dans « data/documents », en fichier ordinaire.",
    ),
    "document-name": (
        "Le nom de ce document ne convient pas : il forme une adresse du site.",
        "Renommez-le en minuscules sans accent, chiffres et tirets, puis « .pdf » : {suggestion}.",
    ),
    "document-size": (
        "Ce document dépasse 10 Mo : trop lourd pour une ligne lente.",
        "Réduisez-le (« Taille minimale », quand votre traitement de texte l'enregistre en PDF), ou donnez l'adresse où il est en ligne.",
    ),
    "document-kind": (
        "Ce fichier n'est pas un PDF, malgré son nom.",
        "Ouvrez le document d'origine et enregistrez-le au format PDF.",
    ),
    "unreadable-file": (
        "Le fichier ne peut pas être lu : {reason}.",
        "Rendez-le lisible, puis relancez la vérification.",
    ),
    "not-a-folder": (
        "Le dossier des fiches manque, ou n'est pas un vrai dossier.",
        "Rétablissez « data/actions », dossier ordinaire : sans lui, toutes les fiches disparaîtraient.",
    ),
    "all-actions-removed": (
        "Toutes les actions déjà publiées disparaissent à la fois.",
        "Rétablissez les fichiers de « data/actions ». Une action abandonnée n'est pas supprimée : son statut le dit.",
    ),
    "misplaced-sheet": (
        "Cette fiche d'action n'est pas au bon endroit : le site ne la verrait pas.",
        "Déplacez-la dans « {path} ».",
    ),
    "unreadable-folder": (
        "Le dossier « data » n'est pas lisible : son accès est refusé.",
        "Donnez à votre compte le droit de lire ce dossier et ceux qu'il contient.",
    ),
    "tracked-product": (
        "Ceci est fabriqué par les outils, et ne fait pas partie d'une proposition.",
        "Retirez-le du dépôt : « git rm -r --cached » suivi de son nom. Il reste sur votre machine.",
    ),
    "geojson": (
        "Le fichier des contours n'est pas lisible.",
        "Rétablissez la version précédente de data/territories.geojson.",
    ),
    "contour-size": (
        "Le fichier des contours est trop gros.",
        "Simplifiez les contours, ou relancez « python -m roadmap contours » avec des communes au 1000 m.",
    ),
    "contour-id": (
        "Un contour n'a pas d'identifiant, ou le sien n'est pas un texte.",
        "Donnez à chaque contour, sous « properties », un « id » entre guillemets, le même que dans territories.yaml.",
    ),
    "contour-shape": (
        "Un contour ne peut pas être dessiné.",
        "Chaque contour est un polygone fermé, fait de longitudes et de latitudes : rétablissez la version précédente du fichier, ou relancez « python -m roadmap contours ».",
    ),
    "contour": (
        "Le territoire {value} n'a pas de contour dans data/territories.geojson.",
        "Ajoutez son contour, ou corrigez l'identifiant.",
    ),
    "no-contours": (
        "Aucun territoire n'a de contour : le site n'a pas de carte.",
        "Téléchargez les contours des communes (communes-1000m.geojson, « Contours administratifs » sur data.gouv.fr), puis lancez « python -m roadmap contours communes-1000m.geojson ».",
    ),
    # Keywords of the schemas.
    "required": ("Il manque « {title} ».", "Ajoutez une ligne « {key}: … ». {description}"),
    "dependentRequired": ("Il manque « {title} ».", "Ajoutez une ligne « {key}: … ». {description}"),
    "additionalProperties": ("La clé {key} n'existe pas ici.", "{suggestion}"),
    "empty-value": (
        "« {title} » est vide.",
        "Complétez la ligne, ou supprimez-la : elle n'est pas obligatoire. {description}",
    ),
    "empty-required": ("« {title} » est vide.", "Complétez la ligne : elle est obligatoire. {description}"),
    "type": ("« {title} » attend {expected}, et non {actual}.", "{description} Exemple : « {example} »"),
    "type-text": (
        "« {title} » attend un texte, et non {actual}.",
        "Mettez la valeur entre guillemets doubles.",
    ),
    "enum": ("{value} n'est pas un choix possible pour « {title} ».", "Choix possibles : {choices}."),
    "const": ("{value} n'est pas la valeur attendue pour « {title} ».", "{description}"),
    "pattern": (
        "{value} n'a pas la forme attendue pour « {title} ».",
        "{description} Exemple : « {example} »",
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
    "maxItems": (
        "La liste « {title} » est trop longue : {limit} éléments au plus.",
        "Regroupez des éléments, ou donnez un lien vers le document qui les énumère.",
    ),
    "minProperties": ("« {title} » est vide.", "Complétez-le, ou supprimez la ligne. {description}"),
    "uniqueItems": ("La liste « {title} » contient deux fois le même élément.", "Gardez-le une seule fois."),
    # Formats of the schemas.
    "siren": (
        "{value} n'est pas un numéro SIREN : il faut neuf chiffres, dont le dernier est une clé de contrôle.",
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
    "maybe-personal-mailbox": (
        "{value} est peut-être l'adresse d'une personne.",
        "Si c'est celle d'un service, ne changez rien ; sinon, donnez celle de son service.",
    ),
    "mailbox-host": (
        "{value} n'est pas une adresse possible : ce qui suit « @ » n'est pas le nom d'un site.",
        "Vérifiez ce qui suit « @ », par exemple mairie-exemple.fr.",
    ),
    "person-name": (
        "{value} semble être le nom d'une personne.",
        "Le site ne nomme personne : écrivez sa fonction, par exemple « la maire » ou « le service numérique ».",
    ),
    # Rules across fields and files.
    "mobile": (
        "Un numéro de téléphone mobile se trouve ici : {value}.",
        "Retirez-le : le site ne publie que des coordonnées de services.",
    ),
    "unknown-reference": ("{value} n'est pas {what}.", "Choix possibles : {choices}."),
    "duplicate-id": ("{value} est déjà donné à la ligne {line}.", "Donnez un identifiant différent."),
    "former-id": (
        "L'ancien identifiant {value} est déjà pris, par « {owner} ».",
        "Un ancien identifiant ne peut servir à une autre fiche : retirez-le d'un côté.",
    ),
    "former-commune": (
        "L'ancienne commune {value} est déjà une commune d'aujourd'hui, ou une ancienne d'une autre : « {owner} ».",
        "Une ancienne commune mène à une seule commune d'aujourd'hui : retirez-la d'un côté.",
    ),
    "end-before-start": (
        "« {end} » ({end_value}) vient avant « {start} » ({start_value}).",
        "Corrigez l'une des deux.",
    ),
    "budget": (
        "La somme des financements ({sum} €) dépasse le montant total ({total} €).",
        "Corrigez un montant ; un financement refusé ne compte pas.",
    ),
    "measures-twice": (
        "Cet indicateur a une liste de mesures, et une mesure hors de la liste : laquelle est la dernière ?",
        "Mettez-la à la fin de « mesures », avec sa date et sa source, et effacez « actuel », « mesure_le » et « source ».",
    ),
    "measures-order": (
        "Les mesures ne sont pas dans l'ordre : {date} vient après {other}.",
        "Rangez-les de la plus ancienne à la dernière, une par date.",
    ),
    "document-unknown": (
        "Le document {value} n'est pas dans « data/documents ».",
        "Déposez-y ce PDF, ou corrigez son nom{suggestion}.",
    ),
    "document-unused": (
        "Aucune réunion ne montre ce document : il sera publié sans que rien n'y mène.",
        "Ajoutez son nom sous « documents » de sa réunion, dans data/calendar.yaml, ou supprimez-le.",
    ),
    "document-targets": (
        "Ce document a une adresse et un fichier : lequel ouvrir ?",
        "Gardez l'un des deux.",
    ),
    "done-in-future": (
        "La décision serait faite le {value}, un jour à venir.",
        "Corrigez la date, ou effacez-la tant que la décision n'est pas faite.",
    ),
    "done-before": (
        "La décision serait faite ({value}) avant la réunion qui la prend ({date}).",
        "Vérifiez les deux dates.",
    ),
    "verification-date": (
        "La vérification serait du {value}, un jour à venir.",
        "Écrivez le jour où elle a été faite.",
    ),
    "criterion": (
        "{value} n'est pas le numéro d'un critère du RGAA.",
        "Les numéros sont sur la page « La grille d'accessibilité » : deux nombres et un point, entre guillemets.",
    ),
    "criterion-twice": (
        "Le critère {value} est déjà signé à la ligne {line}.",
        "Gardez la vérification la plus récente, et retirez l'autre.",
    ),
    "conformity-unsigned": (
        "Le site ne peut pas se dire conforme, même en partie : il manque la vérification humaine de critères, {count} en tout ({numbers}).",
        "Écrivez « conformite: non », ou signez ces critères sous « verifications » : la page « La grille d'accessibilité » dit comment.",
    ),
    "conformity-total": (
        "Le site ne peut pas se dire totalement conforme : des critères ne sont pas respectés ({numbers}).",
        "Écrivez « conformite: partiellement », ou corrigez le site puis signez de nouveau ces critères.",
    ),
    "conformity-half": (
        "Le site ne peut pas se dire conforme, même en partie : {rate} % des critères applicables sont respectés, pour {limit} % au moins.",
        "Écrivez « conformite: non ».",
    ),
    "link": (
        "Un lien du texte ne mène ni à une adresse en https://, ni à la boîte d'un service : {value}.",
        "Écrivez [le texte du lien](https://…), avec l'adresse complète, ou une seule adresse de courriel après « mailto: ».",
    ),
    "long-sentence": (
        "Une phrase de ce texte en clair a {count} mots : {value}.",
        "Coupez-la : {limit} mots au plus par phrase.",
    ),
    "acronym": (
        "Ce texte en clair n'explique pas {value}.",
        "Expliquez-le entre parenthèses, ou écrivez les mots en entier.",
    ),
    "example": (
        "Un exemple n'est pas publié : ce texte commence encore par « (Exemple) ».",
        "Remplacez chaque texte qui commence par « (Exemple) » par ce que vous savez, ou effacez sa ligne.",
    ),
    "removed-action": (
        "L'action {value} disparaît : son adresse, déjà publiée, ne mènerait plus à rien.",
        "Rétablissez le fichier, avec le statut « abandonnee » et un motif ; ou, si une autre fiche la remplace, ajoutez à celle-ci l'ancien nom sous « anciens_identifiants ».",
    ),
    "removed-reunion": (
        "La réunion {value} disparaît : son adresse, déjà publiée, ne mènerait plus à rien.",
        "Rétablissez-la, avec le statut « annulee » si elle n'a plus lieu ; ou ajoutez l'ancien nom sous « anciens_identifiants » de celle qui la remplace.",
    ),
    "renamed-id": (
        "{value} a changé de nom pour « {heir} » : l'ancienne adresse ne mènerait plus à rien.",
        "Ajoutez l'ancien nom sous « anciens_identifiants » de « {heir} ».",
    ),
    "agenda-name-moved": (
        "La réunion {value} ne commence plus par son plus ancien identifiant, « {first} » : les agendas qui l'ont reçue sous ce nom la montreraient deux fois.",
        "Écrivez « {first} » en premier sous « anciens_identifiants » de {value} : du plus ancien au plus récent.",
    ),
    "agenda-name-taken": (
        "La réunion {value} est déjà dans les agendas sous ce nom : prendre « {taken} » comme ancien identifiant l'y montrerait deux fois.",
        "Retirez cet ancien identifiant. Si une autre réunion le portait, gardez-la, avec le statut « annulee » : les agendas sauront qu'elle n'a plus lieu.",
    ),
    "removed-entry": (
        "{value} disparaît : l'adresse {address}, déjà publiée, ne mènerait plus à rien.",
        "Rétablissez cette entrée sous ce nom ; ce qu'elle dit, lui, peut changer.",
    ),
    "places-size": (
        "Le fichier des lieux est trop gros : {limit} lieux au plus.",
        "Refaites-le avec le fichier que donne la cartographie nationale du département : « python -m roadmap lieux FICHIER.csv ».",
    ),
    "places-header": (
        "Le fichier des lieux ne commence pas par sa source et sa date, puis par ses colonnes.",
        "Refaites-le avec le fichier que donne la cartographie nationale : « python -m roadmap lieux FICHIER.csv ».",
    ),
    "places-row": (
        "Ce lieu ne peut pas être publié : {reason}.",
        "Refaites-le avec le fichier que donne la cartographie nationale, ou effacez cette ligne ; une erreur de fond se corrige sur la cartographie.",
    ),
    "removed-commune": (
        "La commune {value} disparaît : l'adresse {address}, déjà publiée, ne mènerait plus à rien.",
        "Rétablissez-la ; si elle a fusionné ou changé de nom, écrivez son ancien code et son ancien nom sous « anciennes » de la commune d'aujourd'hui.",
    ),
    "dead-address": (
        "L'adresse {value}, déjà publiée, ne mènerait plus à rien.",
        "Rétablissez ce qui s'y trouvait. Une page peut aussi mener à celle qui la remplace : son en-tête dit alors « moved_to », suivi de la nouvelle adresse.",
    ),
    "future-confirmation": (
        "La date de confirmation ({value}) est à venir.",
        "Indiquez le jour où l'action a été vérifiée.",
    ),
    "unknown-yet": (
        "Il manque encore : « {title} ».",
        "La page dit « à compléter par l'éditeur » : complétez cette ligne dès que possible.",
    ),
}

# Problems of the form only: two files cannot have the same name, and a file may leave out the whole department.
FORM_WORDINGS = {
    "missing-place": (
        "Il manque « Territoires ».",
        "Cochez un territoire, tout le département, ou écrivez des communes.",
    ),
    "taken-id": ("{value} est déjà l'identifiant de « {owner} ».", WORDINGS["duplicate-id"][1]),
}

# Why a place of the national map cannot be published: for a line of the file, and after a count of an export.
PLACE_REASONS = {
    "elsewhere": "sa commune n'est pas du département",
    "no-public": "il n'accueille pas de public",
    "text": "son nom ou son adresse manque, ou dépasse une ligne",
    "unsafe": "son nom ou son adresse contient du code ou un lien",
    "person": "son nom ou son adresse désigne une personne",
    "date": "sa date de mise à jour manque, ou n'est pas possible",
    "columns": "la ligne n'a pas une valeur par colonne",
    "changed": "une valeur n'a pas la forme que l'outil écrit",
    "double": "il y est deux fois",
}

# Where the choices of a list stand that is too long for a message.
LONG_LISTS = {"communes": "les codes Insee de data/territories.yaml, entre guillemets"}

# What a reference must be, by list (see `schema.references`).
ENTRY_NAMES = {
    "axes": "le numéro d'un axe",
    "thematiques": "une thématique",
    "territoires": "un territoire",
    "communes": "le code d'une commune du département",
    "instances": "une instance",
    "actions": "une action",
}
