"""The command line: thin verbs over desk, storage, formats and export."""
