"""What others say of a badge, of what was earned, of its issuer."""
