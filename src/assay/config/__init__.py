"""Settings, addresses and the schedule of repeating work."""
