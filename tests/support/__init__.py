"""What tests stand on: databases, threads, a served newsroom, a browser."""
