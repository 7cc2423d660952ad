"""Messages to people, heard from the record."""
