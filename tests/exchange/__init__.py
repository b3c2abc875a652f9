"""Imports, notices by mail, and backups."""
