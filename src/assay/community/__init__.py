"""Colleagues find each other and good practice: who earned it and is happy to talk, discussions, cohorts, exemplars."""
