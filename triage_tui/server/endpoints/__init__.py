"""What the server answers, one function for each line of the Case API."""
