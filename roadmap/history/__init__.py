"""History: git revisions of the data, their differences, the changes over time."""
