"""The slugs of the communes: one each, for life, whatever their names."""

import pytest

from roadmap.model.commune_slugs import CommuneKey, build_commune_slugs


@pytest.mark.parametrize(
    ("communes", "former", "slugs"),
    [
        ([("28085", "Chartres")], [], ["chartres"]),
        ([("28001", "L'Épée-Œuf")], [], ["l-epee-oeuf"]),
        # Two communes of the same name both have their code.
        ([("28001", "Saint-Loup"), ("28002", "Saint Loup")], [], ["saint-loup-28001", "saint-loup-28002"]),
        # A former commune takes no address of today.
        ([("28001", "Arrou")], [("28002", "Arrou")], ["arrou", "arrou-28002"]),
        ([("28001", "Val")], [("28002", "Arrou")], ["val", "arrou"]),
        # One letter, a name that Windows reserves, no Latin letter, a name that is too long for a folder.
        ([("80829", "Y")], [], ["y-80829"]),
        ([("2A001", "Aux")], [], ["aux-2a001"]),
        ([("28001", "Шартр")], [], ["28001"]),
        ([("28001", "a" * 300)], [], ["a" * 70]),
    ],
)
def test_a_commune_has_the_slug_of_its_name_or_of_its_name_and_code(
    communes: list[CommuneKey], former: list[CommuneKey], slugs: list[str]
) -> None:
    assert list(build_commune_slugs(communes, former).values()) == slugs
