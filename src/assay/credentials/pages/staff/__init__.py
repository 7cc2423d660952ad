"""Pages of those who keep the awards."""
