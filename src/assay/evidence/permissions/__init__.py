"""Permission forms: what is typed of them, and what is printed for families."""
