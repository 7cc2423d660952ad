"""After a decision: what a learner brings against it, who reads again, and what comes of it."""
