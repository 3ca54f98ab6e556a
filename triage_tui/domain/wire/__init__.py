"""Case API v1 on the wire: what a client and a server say to each other besides cases, packs and decisions."""
