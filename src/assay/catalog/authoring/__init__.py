"""Where authors write: the desk, the editor's sections, the design standard beside a draft, files in and out."""
