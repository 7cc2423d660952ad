"""Pages of those who endorse, and of those who ask them."""
