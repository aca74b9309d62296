"""HTTP: negotiation, content codings, conditional requests, the cache of responses, and what is measured."""
