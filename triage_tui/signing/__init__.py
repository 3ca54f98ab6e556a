"""Keys, and what is signed with them: envelopes around files and notes about logs. Knows nothing of triage."""
