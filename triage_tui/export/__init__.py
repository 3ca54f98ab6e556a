"""The decision log on its way out."""
