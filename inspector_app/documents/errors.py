"""What can go wrong when a document is written, each as a sentence for the user."""

from __future__ import annotations

from inspector_app.errors import WorldError


class TemplateError(WorldError):
    """The organisation's template cannot be used."""


class DraftNotWrittenError(WorldError):
    """The draft could not be put where it was wanted; nothing was left behind."""


class DraftNotReadError(WorldError):
    """A file that should be a draft cannot be read, or does not say what it was written from."""
