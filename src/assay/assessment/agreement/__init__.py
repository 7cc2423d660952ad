"""What is known about how well judgments agree: pure computation over levels, without database or Django.

Every figure says on how many it rests and how far it may be off, or why it cannot be told (figures.py). What each one
means, and what it does not, is told in docs/explanation/agreement.md.
"""
