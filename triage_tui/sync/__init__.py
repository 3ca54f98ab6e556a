"""Moves work between a workspace and a source: pull, push, leases, link health."""
