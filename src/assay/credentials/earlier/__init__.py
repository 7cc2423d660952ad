"""Badges earned under earlier criteria: read from files, brought in, claimed by those who earned them."""
