"""Pages of the authors: the desk with its drafts, and the editor with its sections."""
