"""Compare: what changed for a reader, and the addresses that would die."""
