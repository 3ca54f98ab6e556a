"""What ``doctor`` looks at: each module gives results, and asks nobody but this machine and the source."""
