"""Source: the data files found, and their YAML read with positions."""
