"""One file per change, the first is ``0001``."""
