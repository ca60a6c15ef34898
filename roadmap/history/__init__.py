"""History of the data: git revisions, the differences between them, and the changes over time."""
