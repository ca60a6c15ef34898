"""Personal data and what resembles it: the same tables for Python and the browser."""

MOBILES = (
    *(
        "06 12 34 56 78",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "06/12/34/56/78",
        "06_12_34_56_78",
        "06,12,34,56,78",
    ),
    *(
        "06·12·34·56·78",
        "(06) 12 34 56 78",
        "06\u00a012\u00a034\u00a056\u00a078",
        "06\u202f12\u202f34\u202f56\u202f78",
    ),
    *(
        "06\u201112\u201134\u201156\u201178",
        "06 – 12 – 34 – 56 – 78",
        "0612345678",
        "061 234 567 8",
        "0 612 345 678",
    ),
    *(
        "+33612345678",
        "+33 6 12 34 56 78",
        "(+33) 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "0033 6 12 34 56 78",
    ),
    *("33612345678", "33 6 12 34 56 78", "+262 692 12 34 56", "+262 639 12 34 56", "+590 690 12 34 56"),
    *("+594 694 12 34 56", "+596 696 12 34 56", "00262692123456", "0692 12 34 56", "07 12 34 56 78"),
)
OTHER_NUMBERS = (
    *("02 37 12 34 56", "+33 2 37 12 34 56", "0800 12 34 56", "+262 262 12 34 56", "+590 590 12 34 56"),
    *(
        "SIREN 200 033 181",
        "SIRET 200 070 159 00014",
        "SIRET 330 612 345 678 90",
        "600 000 000 €",
        "33 600 000 000 euros",
    ),
    *(
        "le 06/07/2026 14:00",
        "06/07/2026, 8 h 30",
        "07.30 - 12.30 / 13.30",
        "28000 Chartres",
        "de 06:00 à 07:00",
    ),
    *("https://exemple.fr/0612345678", "www.exemple.fr/06-12-34-56-78", "06 12 34 56", "du 06 au 07 12 2026"),
)
# An e-mail address, and the code of its problem.
MAILBOXES = {
    "jean.dupont@chartres.fr": "personal-mailbox",
    "marie-claire.durand@chartres.fr": "personal-mailbox",
    "jean_dupont@chartres.fr": "personal-mailbox",
    "j.dupont@chartres.fr": "maybe-personal-mailbox",
    "valbourg.dupont@chartres.fr": "maybe-personal-mailbox",
    "mediation@gmail.com": "free-webmail",
    "ccas.brou@wanadoo.fr": "free-webmail",
    "mairie@ville.orange.fr": "free-webmail",
    "accueil@mairie..fr": "mailbox-host",
    "accueil@-mairie.fr": "mailbox-host",
    "accueil@127.0.0.1": "mailbox-host",
    **dict.fromkeys(
        """
        pref-sicppat-pat@eure-et-loir.gouv.fr france.services@chartres.fr contact@chartres.fr
        accueil.numerique@dreux.fr bij.valbourg@example.org bibli.aragon@example.org cio.valbourg@example.org
        mds.valbourg@example.org ml.valbourg@example.org ale.st-val@example.org dd.28@example.org
        sip.valbourg@example.org franceservices.valbourg@example.org valbourg.nord@france-services.gouv.fr
        cyberbase.valbourg@example.org centresocial.valbourg@example.org ad28.siege@example.org
        epn.valbourg@example.org csc.valbourg@example.org ape.valbourg@example.org udaf.valbourg@example.org
        """.split()
    ),
}
PERSONS = (
    "Mme Dupont",
    "M. Martin",
    "M. J. Martin",
    "Madame DURAND",
    "MM. Martin et Dupont",
    "Monsieur D’Artagnan",
)
FUNCTIONS = (
    "M. le préfet",
    "Mme la Maire",
    "Monsieur le Préfet",
    "Madame la Présidente",
    "Mme Préfète",
    "S.M. Paris",
)
SAFE_TARGETS = (
    "https://exemple.fr/a_(b)",
    "https://xn--a-bc.fr/",
    "https://www.youtube.com/@reseau?si=ab",
    "mailto:contact@exemple.fr",
    "mailto:contact@exemple.fr?subject=Une%20question&body=Bonjour",
)
UNSAFE_TARGETS = (
    *(
        "http://exemple.fr",
        "https://a..b/",
        "https://-a.fr/",
        "https://exemple.fr,evil.fr/",
        "https://127.0.0.1/",
    ),
    *("https://moi@exemple.fr/", "javascript:alert(1)", "mailto:contact@exemple.fr?bcc=autre@exemple.fr"),
    *(
        "mailto:contact@exemple.fr?subject=a&cc=autre@exemple.fr",
        "mailto:contact@exemple.fr,autre@exemple.fr",
    ),
    *("mailto:?to=autre@exemple.fr", "mailto:contact@exemple..fr", "mailto:a%2Cb@exemple.fr"),
)
