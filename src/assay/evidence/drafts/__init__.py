"""What a draft is made of: loaded whole, its earlier texts, and its move to a newer version."""
