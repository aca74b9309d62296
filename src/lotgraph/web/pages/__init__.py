"""Pages: the kinds of pages, the queries of their sections, and how terms and figures are shown."""
