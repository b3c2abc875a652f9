"""Who may write: readers for whom the publisher vouches, their keys, and the nudge."""
