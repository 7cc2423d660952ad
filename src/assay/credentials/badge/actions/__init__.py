"""The one verb of badge: signing the JWT form when it is first asked for."""
