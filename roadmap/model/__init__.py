"""Model: the roadmap as frozen records, and what derives from it."""
