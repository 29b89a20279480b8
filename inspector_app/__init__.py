"""Evidence-gathering for inspectors of councils' children's services."""

__version__ = "0.1.0"
