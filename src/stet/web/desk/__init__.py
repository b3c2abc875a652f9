"""The desk: where moderators and editors work."""
