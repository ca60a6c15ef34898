"""Texts whose accents were damaged on their way, likely damaged, or sound: the same table for Python and the browser."""

# A damaged text, and the same as it should read ("" when no encoding gives it back).
CERTAIN = {
    # UTF-8 read as Windows, DOS, Mac.
    "Un lieu numÃ©rique": "Un lieu numérique",
    "Lâ€™accÃ¨s Ã\u00a0 lâ€™Ã‰tat": "L’accès à l’État",
    "CÃƒÂ©cile et son atelier": "Cécile et son atelier",
    "Un lieu num├®rique ├á l'├®t├®": "Un lieu numérique à l'été",
    "L'├®cole du num├⌐rique": "L'école du numérique",
    "LÔÇÖ├®cole": "L’école",
    "Un lieu num√©rique √† l‚Äô√©cole": "Un lieu numérique à l’école",
    # Windows read as DOS or Mac, and the reverse.
    "L'accÞs aux droits du dÚpartement": "L'accès aux droits du département",
    "Un atelier de faþon rÚguliÞre": "Un atelier de façon régulière",
    "La rΘunion du dΘpartement": "La réunion du département",
    "Un atelier numÈrique, l'accËs": "Un atelier numérique, l'accès",
    "Une r‚union": "Une réunion",
    # A letter of another alphabet.
    "Le dép\u0430rtement": "",
    "\u0421hartres et Dreux": "",
    # Escape sequences.
    "Un lieu num\\u00e9rique": "Un lieu numérique",
    "Un d\\xe9fi": "Un défi",
    "Un lieu num=C3=A9rique": "Un lieu numérique",
    "Un lieu num=E9rique": "Un lieu numérique",
    "L=E2=80=99atelier": "L’atelier",
    "Un lieu num%C3%A9rique": "Un lieu numérique",
    "Un lieu num&eacute;rique": "Un lieu numérique",
    "Un lieu num&#233;rique": "Un lieu numérique",
    # Letters lost for good.
    "Un lieu num?rique": "",
    "Un lieu num\ufffdrique": "",
}
LIKELY = (
    "Pour qui? pour quoi?",
    "Que faire en cas de fraude? qui appeler?",
    "Savoir ?quoi demander",
    "Le réseau MédiaÉcole",
    "Ouvrir l´atelier",
    "Un accord=E9, puis rien",
)
SOUND = (
    "Les villes de Žilina, Domžale et Križevci",
    "Pour qui ? Pour quoi ?",
    "Voir https://www.youtube.com/@reseau?si=abCdEf",
    "Voir https://perso.example.org/~equipe?lang=fr&copy=1, puis (https://example.org/l'aide;a=1+b!?c=d)",
    "Voir www.example.org/?q=num%C3%A9rique",
    "[la page](https://example.org/%C3%A9cole?a=E9)",
    "L'État, Évreux, Île-de-France et le Conseil d'ÉTAT",
    "Une salle de 20 m² à 12 °C, no 1ᵉʳ, 10 µm, 3 kΩ, le test α-β",
    "« Œuvrer » à l'œuvre, ça et là : naïf, Citroën, L'Haÿ-les-Roses",
    "R&D; puis A & B ; le CCAS & la mairie",
    "Ø, Þór et São Paulo, Łódź, Škoda, Čapek, Ångström",
    "a < b et c > d, <nom du service>, i<b et c>d",
    "Un emoji 👩‍💻 et ✅",
    "50 %, 20%Étude, A=E9 sur le plan",
)
# A text with HTML tags, and the same without them.
TAGGED = {
    "<p>Un <b>grand</b> atelier</p>": "Un grand atelier",
    "Un point<br/>Un autre": "Un point Un autre",
    'Voir <a href="https://example.org">la page</a>': "Voir la page",
    "<UL><LI>Un point</LI></UL>": "Un point",
}
