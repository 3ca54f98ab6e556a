"""Settings: model, loading, paths and the keymap check."""
