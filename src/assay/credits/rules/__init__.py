"""Rules of credit as data, and their calculation. Without database: facts in, amounts and their explanation out."""
