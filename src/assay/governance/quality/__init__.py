"""What a program shows of itself by the five elements by which programs are judged (C11)."""
