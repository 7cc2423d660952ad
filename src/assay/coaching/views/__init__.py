"""HTTP in, HTTP out: who helps, shared drafts, and the desks of coaches and of those who find one."""
