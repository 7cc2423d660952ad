"""Who may assess: attested, certified by anchors, volunteering, and kept apart from whom they must not judge."""
