"""What an award is worth toward a license, a salary lane or a rank: rules as data, and what comes of them."""
