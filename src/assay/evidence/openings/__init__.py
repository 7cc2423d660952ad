"""Who opened what of a submission: what is shown of a file, to whom, and the list of it."""
