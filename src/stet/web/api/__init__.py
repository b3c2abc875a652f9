"""The JSON interfaces: public and desk."""
