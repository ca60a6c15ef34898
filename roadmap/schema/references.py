"""What may refer to what: the lists whose entries have an identifier, and the fields that hold one.

The only table of it: the check, the differences, the form's choices and the browser's rules read it.
"""

from dataclasses import dataclass

from roadmap.schema.schemas import ValuePath

# What a sheet that belongs to every thematic group names: it stands in no list.
ALL_THEMATICS = "transversale"


@dataclass(frozen=True)
class EntryList:
    """The entries of a list that have an identifier.

    They stand under `key` of the file of a `kind`; those of the kind `action` are files, named by their
    identifier. `names` are the fields that a reader knows an entry by, the first of them its label;
    `other_names` are fields that people may write instead. `address` is what the entry publishes.
    """

    kind: str
    key: str
    identifier: str
    names: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    address: str = ""


LISTS = {
    "axes": EntryList("axes", "axes", "numero", ("titre", "titre_court"), address="/axes/{}/"),
    "thematiques": EntryList("axes", "thematiques", "id", ("titre",)),
    "territoires": EntryList(
        "territories", "epci", "id", ("nom",), ("nom_officiel", "siege", "siren"), "/territoires/{}/"
    ),
    "instances": EntryList("calendar", "instances", "id", ("nom", "sigle"), address="/calendrier/{}.ics"),
    "actions": EntryList("action", "", "id", ("titre",)),
    "reunions": EntryList("calendar", "reunions", "id", ("titre",)),
    "ressources": EntryList("resources", "ressources", "id", ("titre",), address="/ressources/#{}"),
    "dispositifs": EntryList("funding", "dispositifs", "id", ("titre",), address="/financements/#{}"),
    "termes": EntryList("glossary", "termes", "terme"),
}

# The fields that name an entry, by kind of file, and the list that it stands in.
REFERENCES: dict[str, dict[ValuePath, str]] = {
    "action": {("axe",): "axes", ("thematiques", 0): "thematiques", ("territoires", 0): "territoires"},
    "calendar": {
        ("reunions", 0, "instance"): "instances",
        ("reunions", 0, "thematiques", 0): "thematiques",
        ("reunions", 0, "decisions", 0, "actions", 0): "actions",
    },
}
