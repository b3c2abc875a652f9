"""What people and programs meet over HTTP: pages, the desk, the public API."""
