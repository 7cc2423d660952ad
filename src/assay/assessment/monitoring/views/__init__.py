"""Pages of agreement: for assessors about themselves, for leads, for everybody."""
