"""Where cases come from and decisions go: the client of the Case API, sign-in, and where tokens are kept."""
