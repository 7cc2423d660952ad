"""The public pages of the catalog, and the authors' desk."""
