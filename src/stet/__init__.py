"""Stet: reader comments for newsrooms that read every comment before they publish it."""
