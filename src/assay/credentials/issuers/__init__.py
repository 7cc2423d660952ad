"""Who signs: an issuer’s name in the world, its keys, its status lists."""
