"""Views: a module for each group of addresses, with its blueprint."""
