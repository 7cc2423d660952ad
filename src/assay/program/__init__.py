"""The program's own dated rules: policies, checklist, calendar, strategic goals, and mandates for single acts."""
