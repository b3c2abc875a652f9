"""The newsroom that `stet demo` serves: two articles, their readers, and the staff who decide."""
