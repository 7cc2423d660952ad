"""Where everybody reads: the list with its filters, and the page of a micro-credential or stack."""
