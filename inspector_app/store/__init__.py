"""The encrypted store: the only place with SQL."""

from inspector_app.store.arrival import Arrival
from inspector_app.store.store import Author, Hit, Store, create, open_store

__all__ = ["Arrival", "Author", "Hit", "Store", "create", "open_store"]
