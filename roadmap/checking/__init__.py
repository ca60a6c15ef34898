"""Check: the shape, the values, the rules between files."""
