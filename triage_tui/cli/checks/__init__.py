"""What ``doctor`` looks at: each module gives results, and asks nothing of anybody but this machine."""
