"""Files that stand whole or not at all, and Django's storage over them."""
