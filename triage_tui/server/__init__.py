"""The reference server of the Case API: a queue shared by many reviewers."""
