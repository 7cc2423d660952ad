"""From a released decision to a signed badge; signing it anew, withdrawing it."""
