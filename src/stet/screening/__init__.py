"""What a text does: one interface for every screener, and the rules-based first screening.

`stet.screening.screener.default_screener()` gives the screener; `stet.screening.types` has what
goes in and what comes out; `stet.screening.lines` is the loop behind `stet screen`.
"""
