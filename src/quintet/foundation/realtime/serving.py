"""A server that ends live streams when it stops, instead of waiting for clients to leave."""

import socket

import uvicorn
from fastapi import FastAPI

from quintet.foundation.realtime.endpoints import streams_of


class StreamingServer(uvicorn.Server):
    """uvicorn, but its streams end as soon as it is told to stop; their clients come back to the next server."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        streams_of(self._app).close()
        await super().shutdown(sockets)
