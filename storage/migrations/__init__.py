"""The history of the tables. ``Store.migrate`` walks it; a change of ``tables.py`` is one new file in ``versions/``."""
