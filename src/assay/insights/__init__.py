"""Home pages and, later, dashboards: they read, and change nothing elsewhere."""
