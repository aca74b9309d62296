"""Which occupations fit a set of skills, and which are like another: a query likelihood over the lists of skills."""
