"""`stet verify` finds what was tampered with, and nothing where nothing was."""
