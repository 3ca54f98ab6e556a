"""Pure domain to text: the door for untrusted text and everything drawn."""
