"""Whoever assesses: work that waits, leases, checks, anchors, what a colleague or the named person is asked."""
