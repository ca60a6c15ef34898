"""French text: folding, typography, dates and values as people write them. Imports nothing of ours."""
