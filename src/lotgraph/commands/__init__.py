"""Commands of the command line, a module a concern; ``cli`` puts them together."""
