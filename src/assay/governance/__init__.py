"""The program's steering committee: its seats, what is proposed to it, and what it decides."""
