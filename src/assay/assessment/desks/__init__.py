"""The desks: what waits for an assessor or a lead, gathered from every inner room."""
