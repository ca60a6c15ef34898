"""The measures of an indicator: a list in a file, its last one alone in a form or a table.

A form and a table show one measure, as people say news: the last. Written back, a new one joins the list. The
form does the same in theme/assets/form/measures.js.
"""

from collections.abc import Callable, Mapping
from typing import Any

from roadmap.validation.rules import SINGLE_MEASURE_KEYS


def flatten_measures(holder: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sheet, or the file of indicators, whose indicators have their last measure alone."""
    return _map_indicators(holder, _flatten)


def restore_measures(holder: Mapping[str, Any], published: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sheet whose indicators have again the lists of the published one, a new measure added.

    An indicator is known by its `libelle`; renamed, by its place. A measure of the same date as the last one
    corrects it; none keeps the list as it is.
    """
    before = [indicator or {} for indicator in published.get("indicateurs") or ()]
    lists = {indicator.get("libelle"): indicator.get("mesures") for indicator in before}
    names = {indicator.get("libelle") for indicator in holder.get("indicateurs") or () if indicator}

    def restore(index: int, indicator: dict[str, Any]) -> dict[str, Any]:
        name = indicator.get("libelle")
        if name not in lists and index < len(before) and before[index].get("libelle") not in names:
            name = before[index].get("libelle")
        return _restore(indicator, lists.get(name))

    return _map_indicators(holder, restore)


def _map_indicators(
    holder: Mapping[str, Any], change: Callable[[int, dict[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    """Return a holder of indicators with each of them changed; `change` takes its place and itself."""
    if not holder.get("indicateurs"):
        return dict(holder)
    changed = [each and change(index, each) for index, each in enumerate(holder["indicateurs"])]
    return {**holder, "indicateurs": changed}


def _flatten(_index: int, indicator: dict[str, Any]) -> dict[str, Any]:
    if not indicator.get("mesures"):
        return indicator
    last = indicator["mesures"][-1]
    single = {key: last[name] for key, name in SINGLE_MEASURE_KEYS.items()}
    return {**{key: value for key, value in indicator.items() if key != "mesures"}, **single}


def _restore(indicator: dict[str, Any], measures: list[dict[str, Any]] | None) -> dict[str, Any]:
    if not measures:
        return indicator
    last = {name: indicator[key] for key, name in SINGLE_MEASURE_KEYS.items() if key in indicator}
    kept = measures[:-1] if last.get("date") == measures[-1]["date"] else measures
    rest = {key: value for key, value in indicator.items() if key not in SINGLE_MEASURE_KEYS}
    return {**rest, "mesures": [*kept, last] if "valeur" in last else measures}
