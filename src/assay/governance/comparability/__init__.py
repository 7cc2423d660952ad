"""Whether a badge means the same everywhere: what departments, issuers and single micro-credentials ask and come to."""
