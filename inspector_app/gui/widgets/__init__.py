"""Reusable widgets. They know no service: they are given frozen values and tell what was chosen."""
