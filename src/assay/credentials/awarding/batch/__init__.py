"""Many badges in one go."""
