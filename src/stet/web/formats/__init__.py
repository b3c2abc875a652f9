"""How dates and numbers are written, where this house differs from Django's habit."""
