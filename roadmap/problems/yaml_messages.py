"""French messages of the problems of reading a YAML file: its encoding, its signs, its layout."""

# code: (message, hint), as in `messages.WORDINGS`, which holds them.
YAML_WORDINGS: dict[str, tuple[str, str]] = {
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
}
