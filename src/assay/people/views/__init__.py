"""HTTP in, HTTP out: one's own account, and the administrators' desk."""
