"""The commands of `stet`, one module for each kind of work."""
