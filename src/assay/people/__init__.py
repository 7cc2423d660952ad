"""People, the organizations they belong to, and the roles they hold there."""
