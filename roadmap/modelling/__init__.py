"""Model: the roadmap, frozen, and what is derived from it."""
