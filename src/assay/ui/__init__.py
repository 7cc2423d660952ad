"""Layouts, components, CSS and behaviours: how every page looks and speaks."""
