"""The decision log and the cases on their way out."""
