"""Files on arrival: what they are, whether they may stay, and where they are kept."""
