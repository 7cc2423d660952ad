"""Stacks for everybody: the list, and a page each."""
