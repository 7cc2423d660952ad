"""Whoever runs a program: the committee, leaves to use a name, vetting, exceptions, agreements between districts."""
