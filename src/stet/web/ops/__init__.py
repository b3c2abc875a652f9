"""What machines ask: health, readiness, metrics."""
