"""Files that are not ours: readers of other tools' exports, one small module each."""
