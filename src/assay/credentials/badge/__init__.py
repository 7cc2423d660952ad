"""What a badge says, and the forms in which it is given: signed JSON, JWT, brief form, Open Badges 2.0, pictures."""
