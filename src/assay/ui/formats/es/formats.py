"""In Spanish as it is written in the United States: figures as in English there, as people also type them."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
