"""CaféPol: « Un café avec votre policier de quartier »."""

__version__ = "0.1.0"  # as in pyproject.toml; a test compares
