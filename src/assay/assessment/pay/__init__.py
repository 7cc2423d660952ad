"""What assessing is paid: lines as readings are handed over, months that are approved, and what it all costs."""
