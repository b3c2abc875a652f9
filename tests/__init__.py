"""The promises of Stet, each tried through its outermost interface."""
