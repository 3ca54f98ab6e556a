"""Dialogs that open over a screen, never by themselves."""
