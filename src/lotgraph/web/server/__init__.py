"""The server: a web app (WSGI) behind uvicorn, one worker process under a supervisor.

::

    supervisor                     worker, one event loop                      threads
    the listening socket  ------>  Connection: reads whole requests    ---->   Flask app (WSGI)
    starts, stops, replaces <--->  Gateway: sends cached answers itself <----  pieces of an answer

Everything that waits for a client (heads, bodies, answers that are not read, idle connections) waits in the
event loop, where it costs a file descriptor and some memory, and never a thread.  A thread works on a request only
once it has been read whole.  One process, so that the cache, the worker pool for queries and the metrics are the
same for every request; the evaluation of queries happens in processes of its own.
"""

from lotgraph.web.server.supervisor import serve

__all__ = ["serve"]
