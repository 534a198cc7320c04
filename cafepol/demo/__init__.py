"""A year in the life of the zone, made by calling the same operations that the pages call."""
