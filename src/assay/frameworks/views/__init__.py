"""Pages of frameworks, and of what the program calls essential in them."""
