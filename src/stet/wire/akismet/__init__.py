"""The Akismet interface: whether a comment is spam, asked by WordPress, Coral, Discourse and others."""
