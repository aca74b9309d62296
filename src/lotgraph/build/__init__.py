"""A build: sources in, a published release out.  ``pipeline`` is the one place that knows the order of the steps."""
