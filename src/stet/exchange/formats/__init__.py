"""The files of other systems, each a reader of its own, which yields what `found.Found` holds."""
