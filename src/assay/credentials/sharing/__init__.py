"""Who sees a badge, and how it is shown on other sites."""
