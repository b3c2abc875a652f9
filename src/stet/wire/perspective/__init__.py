"""The Perspective API's interface (Comment Analyzer, v1alpha1), answered by our screener."""
