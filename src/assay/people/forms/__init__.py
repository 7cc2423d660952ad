"""Forms for people about themselves, and for administrators about people."""
