"""What an earner adds to a badge: evidence that it names, a wallet that it belongs to."""
