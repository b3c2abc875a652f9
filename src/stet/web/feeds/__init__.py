"""Feeds and what else is written for programs that read: Atom, RSS, the sitemap, robots.txt."""
