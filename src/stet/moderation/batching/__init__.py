"""Many at once: groups of comments that are alike, the most likely fine, and batches of decisions."""
