"""How figures are written, where Django would write them as in another country."""
