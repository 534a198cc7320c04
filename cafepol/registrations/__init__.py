"""Residents and a meeting: registering, waiting, cancelling, and who came."""
