"""Slugs of the communes, which form the addresses of their pages for life."""

from collections import Counter
from collections.abc import Sequence

from roadmap.text.folding import fold
from roadmap.text.identifiers import is_identifier

MAX_NAME_LENGTH = 70  # of a slug, in characters: a code may follow
# The INSEE code of a commune and its name: a former name has the code of the present one.
CommuneKey = tuple[str, str]


def build_commune_slugs(
    communes: Sequence[CommuneKey], former: Sequence[CommuneKey]
) -> dict[CommuneKey, str]:
    """Return the slug of each commune: that of its name, with its code after it when others have the same.

    A former commune never changes the slug of a present one.
    """
    names = {key: fold(key[1])[:MAX_NAME_LENGTH].strip("-") for key in (*communes, *former)}
    present = {key: names[key] for key in dict.fromkeys(communes)}
    counts, former_counts = Counter(present.values()), Counter(names.values())
    slugs = {}
    for key, name in names.items():
        is_unique = (counts if key in present else former_counts)[name] == 1
        slugs[key] = name if is_unique and is_identifier(name) else f"{name}-{key[0].lower()}".strip("-")
    return slugs
