"""Finding comments by their words, and what the list remembers for people."""
