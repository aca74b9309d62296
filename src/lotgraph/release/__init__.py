"""A release: an immutable folder, how it is assembled, checked and switched in."""
