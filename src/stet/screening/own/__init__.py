"""A newsroom's own head: what its moderators decided moves the scores of the screener that ships."""
