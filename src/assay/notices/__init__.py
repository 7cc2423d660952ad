"""What people are told, by e-mail and in a list of their own, heard from the record."""
