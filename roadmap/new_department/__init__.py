"""Creation of the site of another department, and its reference data."""
