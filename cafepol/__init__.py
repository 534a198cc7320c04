"""CaféPol: « Un café avec votre policier de quartier »."""
