"""The pages that readers and authors see."""
