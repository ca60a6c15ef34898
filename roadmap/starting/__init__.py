"""Start another department's site: the project as it is, with data and pages that say nothing unknown."""
