"""What the browser needs to read a pasted table as the import reads a file: titles, words, wordings."""

from typing import Any

from roadmap.problems.table_messages import TABLE_WORDINGS
from roadmap.tables import columns, vocabulary
from roadmap.tables.layout import CellWriter
from roadmap.tables.rows import MAX_SUMMARY, MIN_SUMMARY, MIN_TITLE_SIMILARITY
from roadmap.validation.corpus import Corpus


def build_table_rules(corpus: Corpus) -> dict[str, Any]:
    """Return the rules of `theme/assets/table/` as plain data; `corpus` is the checked data."""
    words = vocabulary.build_vocabulary(corpus)
    return {
        "readers": {field: reader for field, (reader, _) in columns.load_columns().items()},
        "titles": columns.list_titles(),
        "similarity": {"column": columns.MIN_SIMILARITY, "title": MIN_TITLE_SIMILARITY},
        "summary": {"min": MIN_SUMMARY, "max": MAX_SUMMARY},
        "nothing": sorted(vocabulary.NOTHING),
        "status_patterns": vocabulary.STATUS_PATTERNS,
        "axis": {
            "number": vocabulary.AXIS_NUMBER,
            "roman": vocabulary.AXIS_ROMAN,
            "several": vocabulary.SEVERAL_AXES,
            "part": vocabulary.SUB_AXIS,
            "numbers": words.axis_numbers,
            "min_letters": vocabulary.MIN_AXIS_LETTERS,
        },
        "total_row": vocabulary.TOTAL_ROW,
        "names": {
            "axes": words.axes,
            "thematics": words.thematics,
            "places": words.places,
            "audiences": words.audiences,
            "statuses": words.statuses,
        },
        "communes": sorted(words.communes),
        "wordings": TABLE_WORDINGS,
        "department": corpus.files["territories"].value["departement"]["id"],
        "labels": CellWriter(corpus, words).labels,
        "published": {name: str(document.value["titre"]) for name, document in corpus.actions.items()},
    }
