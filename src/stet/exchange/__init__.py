"""In and out of the newsroom: imports, notices by mail, backups."""
