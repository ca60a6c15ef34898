"""French messages of all problems, for readers who do not write code.

`WORDINGS` maps each code to what is wrong and what to do. Codes are stable: they are part of the JSON report.
"""

# code: (message, hint). `building.build_problem` fills the fields in braces; values are quoted by `quote_value`.
WORDINGS: dict[str, tuple[str, str]] = {
    # Reading a YAML file.
    "too-big": (
        "Le fichier est trop gros : {size} octets, pour {limit} au plus.",
        "Raccourcissez les textes, ou donnez un lien vers le document.",
    ),
    "encoding": (
        "Le fichier n'est pas enregistré en UTF-8 : un caractère est illisible ici, sans doute dans {value}.",
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
    "combining-marks": (
        "Des accents s'empilent sans fin sur une lettre.",
        "Tapez de nouveau le mot, ou le texte autour.",
    ),
    "yaml": (
        "La mise en forme n'est pas correcte à cet endroit.",
        "Vérifiez l'alignement des lignes voisines et les deux-points ; mettez entre guillemets doubles un texte qui contient un signe.",
    ),
    "tab": (
        "Une tabulation sert ici d'alignement.",
        "Remplacez le début de la ligne par des espaces : {spaces}.",
    ),
    "odd-indent": (
        "Une espace insécable sert ici d'alignement : elle ressemble à une espace, mais n'en est pas une pour le fichier.",
        "Remplacez le début de la ligne par des espaces ordinaires : {spaces}.",
    ),
    "odd-indents": (
        "Des espaces insécables servent d'alignement, sur {count} lignes : elles ressemblent à des espaces, mais n'en sont pas pour le fichier.",
        "Remplacez tout le fichier par sa version corrigée, donnée avec ce message ; ou remplacez-les par des espaces ordinaires.",
    ),
    "mail-quotes": (
        "Les lignes commencent par « > » : elles ont été copiées d'un courriel qui les citait.",
        "Ôtez les « > » du début de chaque ligne, ou remplacez tout le fichier par sa version corrigée, donnée avec ce message.",
    ),
    "odd-space": (
        "Une espace insécable se trouve ici : elle ressemble à une espace, mais n'en est pas une pour le fichier.",
        "Effacez-la, puis tapez une espace ordinaire si elle est utile.",
    ),
    "colon-in-text": (
        "Le texte contient des deux-points suivis d'une espace : il doit être entre guillemets.",
        "Mettez le texte entre guillemets doubles.",
    ),
    "colon-in-lines": (
        "Le texte, écrit sur plusieurs lignes, contient des deux-points suivis d'une espace.",
        "Écrivez « >- » après « {key}: », passez à la ligne, et gardez le texte aligné dessous.",
    ),
    "hash": (
        "Le texte est coupé ici : tout ce qui suit « # » est perdu.",
        "Mettez tout le texte entre guillemets doubles ; une remarque se met sur sa propre ligne.",
    ),
    "hash-start": (
        "Le texte commence par « # » : il est perdu, car c'est la marque d'une remarque.",
        "Mettez le texte entre guillemets doubles.",
    ),
    "special-start": (
        "Le texte commence par « {sign} », qui a ici un autre sens.",
        "Mettez le texte entre guillemets doubles.",
    ),
    "apostrophe": (
        "Une apostrophe ferme ici le texte, qui est entre guillemets simples.",
        "Mettez le texte entre guillemets doubles.",
    ),
    "inner-quote": (
        "Des guillemets ferment ici le texte avant sa fin.",
        'Dans un texte entre guillemets doubles, écrivez \\" pour un guillemet, ou prenez « et ».',
    ),
    "text-before-list": (
        "Le texte écrit après « {key}: » ne va pas avec la liste qui suit.",
        "Effacez ce qui suit les deux-points.",
    ),
    "conflict-mark": (
        "Une marque laissée par une fusion de deux versions se trouve ici.",
        "Effacez la ligne qui commence par <<<<<<<, ======= ou >>>>>>>.",
    ),
    "unclosed-quote": (
        "Les guillemets ouverts ici ne sont pas fermés.",
        "Ajoutez {quote} à la fin du texte.",
    ),
    "unclosed-bracket": (
        "Le signe « {sign} » ouvert ici n'est pas fermé.",
        "Ajoutez « {closer} », ou mettez le texte entre guillemets doubles.",
    ),
    "backslash": (
        "La barre « \\ » a ici un autre sens, car le texte est entre guillemets doubles.",
        "Doublez-la (« \\\\ ») ou mettez le texte entre guillemets simples.",
    ),
    "space-after-colon": ("Il manque une espace après les deux-points.", "Ajoutez une espace."),
    "space-after-dash": ("Il manque une espace après le tiret.", "Ajoutez une espace."),
    "missing-colon": ("Il manque les deux-points après le nom de la ligne.", "Ajoutez « : » et une espace."),
    "bullet": (
        "Une liste se fait ici avec un tiret « - », suivi d'une espace.",
        "Remplacez la puce par « - ».",
    ),
    "indentation": (
        "Cette ligne n'est pas bien alignée.",
        "Alignez-la sur les lignes du même niveau. Espaces à mettre au début : {spaces}.",
    ),
    "quoted-pair": (
        "Les guillemets entourent toute la ligne, et non le seul texte.",
        "Ôtez-les, ou mettez-les autour du texte seul, après les deux-points.",
    ),
    "extra-dash": ("Un tiret est de trop ici : ce n'est pas une liste.", "Ôtez le tiret."),
    "repeated-lines": (
        "Les lignes {line} à {last} répètent des noms déjà écrits juste au-dessus.",
        "Si c'est un nouvel élément de la liste, mettez un tiret et une espace au début de la première ; sinon, effacez-les.",
    ),
    "swallowed-key": (
        "Cette ligne est prise dans le texte du dessus : elle n'est plus lue comme « {key} ».",
        "Ôtez les espaces au début de la ligne ; si c'est du texte, mettez une espace devant les deux-points.",
    ),
    "missing-dash": (
        "Cette ligne se lit comme la suite de celle du dessus.",
        "Si c'est un nouvel élément, mettez un tiret et une espace devant, aligné sur les autres tirets.",
    ),
    "missing-bar": (
        "Le texte qui suit « {key} » contient des deux-points : il faut une barre « | » après « {key}: ».",
        "Ajoutez « | » à la fin de la ligne.",
    ),
    "curly-quotes": (
        "Ces guillemets ne sont pas ceux du fichier : ils s'afficheront avec le texte.",
        "Prenez des guillemets droits, ou ôtez-les.",
    ),
    "stray-quote": ("Un guillemet est resté seul à la fin du texte.", "Effacez-le."),
    "pasted-twice": (
        "Le contenu du fichier est écrit deux fois : la ligne {line} et les suivantes recommencent ici.",
        "Gardez un seul exemplaire.",
    ),
    "orphan": (
        "Cette ligne n'est rattachée à rien : ni nom suivi de deux-points, ni tiret.",
        "Si c'est la suite du texte au-dessus, mettez deux espaces de plus au début ; sinon, effacez-la.",
    ),
    "conflict": (
        "Deux versions du fichier sont mêlées, de la ligne {line} à la ligne {last}.",
        "Gardez une seule version, et effacez les lignes qui commencent par <<<<<<<, ======= et >>>>>>>.",
    ),
    "mojibake": (
        "Des lettres accentuées sont abîmées : {value}.",
        "Tapez de nouveau ces mots avec leurs accents{others}.",
    ),
    "maybe-mojibake": (
        "Des lettres accentuées sont peut-être abîmées : {value}.",
        "Si un mot a perdu ses accents, tapez-le de nouveau{others} ; sinon, ne changez rien. Un point d'interrogation prend une espace avant lui.",
    ),
    "html-tag": (
        "Le texte contient des balises HTML, que les lecteurs verraient telles quelles : {value}.",
        "Ôtez les balises{others}. Un texte long accepte **gras** et des listes qui commencent par un tiret.",
    ),
    "bom": (
        "Le fichier commence par une marque invisible, sans effet.",
        "Rien ne presse ; pour l'ôter, enregistrez le fichier en « UTF-8 » sans marque.",
    ),
    "more": (
        "Le fichier a encore d'autres erreurs.",
        "Corrigez celles-ci d'abord, puis vérifiez de nouveau.",
    ),
    "documents": (
        "Une ligne « --- » ou « ... » coupe le fichier en deux.",
        "Effacez cette ligne, et ce qui ne convient pas.",
    ),
    "directive": ("Le fichier commence par une ligne « % ».", "Effacez cette ligne."),
    "empty": ("Le fichier est vide.", "Remplissez-le à partir du modèle, ou supprimez-le."),
    "too-many": ("Le fichier contient plus de {limit} valeurs.", "Raccourcissez-le ou partagez-le."),
    "too-many-lines": (
        "Le fichier a {lines} lignes, pour {limit} au plus.",
        "Raccourcissez-le ou partagez-le.",
    ),
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
        "Rangez chaque fiche directement dans « data/actions », en fichier ordinaire.",
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
