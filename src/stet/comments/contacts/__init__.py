"""Where authors are told: whose address it is, what she wants, and the links in the letters."""
