"""The screens: each a package with `state` (what is shown), `presenter` (what happens) and `view` (Qt)."""
