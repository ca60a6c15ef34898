"""Explain: the cause of a slip, its sentence, its remedy, and how they are shown."""
