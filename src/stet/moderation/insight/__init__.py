"""Figures about the newsroom's work: counted by the database, for a bounded stretch of time."""
