"""Before sending: what the screener stopped at in an author's own draft, once, and what came of it."""
