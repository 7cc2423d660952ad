"""Pages of credentials, by who opens them: the world, the earner, whoever endorses, and the staff of the issuer."""
