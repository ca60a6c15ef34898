"""Build the pages that other sites show in a frame: the actions of a territory, or of the department."""

from collections.abc import Iterator
from dataclasses import dataclass

from roadmap.model.records import Action, Department, Territory
from roadmap.model.roadmap import Roadmap
from roadmap.model.scopes import find_territory_actions
from roadmap.render.blocks import Blocks, path_to_root

# A frame is small, and so is the page: beyond this number, it says how many more there are.
MAX_EMBEDDED_ACTIONS = 25


@dataclass(frozen=True)
class ActionGroup:
    """Actions under one heading: `key` is `territoire`, `departement` or `territoires`."""

    key: str
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Embed:
    """The page of a place: its first actions, how many there are, the pages that say more."""

    place: Territory | Department
    page: str
    whole_list: str  # the address of the list of all its actions
    groups: tuple[ActionGroup, ...]
    count: int

    @property
    def left_out(self) -> int:
        """The number of actions that the page does not show."""
        return self.count - sum(len(group.actions) for group in self.groups)


def build_embed_pages(roadmap: Roadmap, blocks: Blocks) -> Iterator[tuple[str, str]]:
    """Yield (address, HTML document) of the page of each territory and of the department."""
    for place in (roadmap.departement, *roadmap.epci):
        address = f"integrer/{place.id}/"
        embed = build_embed(roadmap, place)
        yield f"{address}index.html", blocks.render("integrer", path_to_root(address), embed=embed)


def build_embed(roadmap: Roadmap, place: Territory | Department) -> Embed:
    """Return what the page of a place shows: its own actions first, then those that it shares."""
    actions, page = find_territory_actions(roadmap, place.id), f"territoires/{place.id}/"
    if place.id == roadmap.departement.id:
        first, keys, address = roadmap.department_actions, ("departement", "territoires"), "actions/"
    else:
        first, keys, address = roadmap.actions_of_territory(place.id), ("territoire", "departement"), page
    shown, first_count = actions[:MAX_EMBEDDED_ACTIONS], len(first)
    groups = (ActionGroup(keys[0], shown[:first_count]), ActionGroup(keys[1], shown[first_count:]))
    return Embed(place, page, address, groups, len(actions))
