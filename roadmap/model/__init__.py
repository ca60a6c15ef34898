"""The domain model: the roadmap as frozen records, and the values derived from them."""
