"""What a reader meets over HTTP."""
