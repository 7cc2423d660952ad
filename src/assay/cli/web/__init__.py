"""The web server: granian takes connections, `front` reads what they send, Django answers in threads."""
