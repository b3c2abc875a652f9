"""The desk's pages for other systems: keys with which they call, and phases of Coral."""
