"""The proofs behind `stet verify`, one module for each part of the newsroom."""
