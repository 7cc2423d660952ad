"""Retention: until when each thing is kept, what is due, and where room is taken. Questions alone; verbs delete."""
