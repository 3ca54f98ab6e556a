"""Sealed files: written, taken apart, and judged. Nothing in one is believed before it was checked."""
