"""Assessors, screening, blind scoring by rubric, adjudication, decisions and their release."""
