"""References between data files: the lists of entries with an identifier, and the fields that refer to them.

The check, the diff, the choices of the form and the rules of the browser all use these tables.
"""

from dataclasses import dataclass

from roadmap.schema.schemas import ValuePath

# The value of `thematiques` that means all of them: it is not an entry of the list.
ALL_THEMATICS = "transversale"


@dataclass(frozen=True)
class EntryList:
    """A list of entries that have an identifier.

    The list is at the path `keys` of the file of a `kind`, in each entry of a list on the way; an entry of
    the kind `action` is a whole file, named by its identifier. `id_key` holds the identifier, the first of
    `label_keys` the label.
    `alias_keys` are other fields that people may use by mistake to refer to an entry.
    `address_template` is the published URL of an entry, with `{}` for its identifier.
    """

    kind: str
    keys: tuple[str, ...]
    id_key: str
    label_keys: tuple[str, ...] = ()
    alias_keys: tuple[str, ...] = ()
    address_template: str = ""


ENTRY_LISTS = {
    "axes": EntryList("axes", ("axes",), "numero", ("titre", "titre_court"), address_template="/axes/{}/"),
    "thematiques": EntryList("axes", ("thematiques",), "id", ("titre",)),
    "territoires": EntryList(
        "territories", ("epci",), "id", ("nom",), ("nom_officiel", "siege", "siren"), "/territoires/{}/"
    ),
    "communes": EntryList("territories", ("epci", "communes"), "code", ("nom",)),
    "instances": EntryList(
        "calendar", ("instances",), "id", ("nom", "sigle"), address_template="/calendrier/{}.ics"
    ),
    "actions": EntryList("action", (), "id", ("titre",)),
    "reunions": EntryList("calendar", ("reunions",), "id", ("titre",)),
    "ressources": EntryList(
        "resources", ("ressources",), "id", ("titre",), address_template="/ressources/#{}"
    ),
    "dispositifs": EntryList(
        "funding", ("dispositifs",), "id", ("titre",), address_template="/financements/#{}"
    ),
    "termes": EntryList("glossary", ("termes",), "terme"),
}

# The fields that hold the identifier of an entry, by kind of file, each with the list of that entry.
REFERENCES: dict[str, dict[ValuePath, str]] = {
    "action": {
        ("axe",): "axes",
        ("thematiques", 0): "thematiques",
        ("territoires", 0): "territoires",
        ("communes", 0): "communes",
    },
    "calendar": {
        ("reunions", 0, "instance"): "instances",
        ("reunions", 0, "thematiques", 0): "thematiques",
        ("reunions", 0, "decisions", 0, "actions", 0): "actions",
    },
}
