"""The Case API as checks with names: what a server keeps of it, found out from outside."""
