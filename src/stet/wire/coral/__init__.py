"""Coral's external moderation phase: a signed question for each comment, answered in time."""
