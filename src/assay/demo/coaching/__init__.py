"""A coach at work: three learners in different steps, and one who asks."""
