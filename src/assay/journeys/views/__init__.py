"""HTTP in, HTTP out: the self-assessment, and goals with the plan."""
