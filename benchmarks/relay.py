"""A relay on this machine between a client and a server: it counts, and it makes the way as long as it is told to."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from threading import Thread
from typing import Self

PIECE = 64 * 1024
"""Bytes that are passed on together."""


class Relay:
    """Passes bytes on in both directions, in a thread of its own."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.round_trip = 0.0
        """Seconds there and back, of what is sent from now on; a new connection costs one more, as on a network."""
        self.up = self.down = 0
        """Bytes to the server and back, so far."""

    @property
    def address(self) -> str:
        """Where it is found."""
        return f"http://127.0.0.1:{self._own}"

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._door = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self._own = self._door.sockets[0].getsockname()[1]
        self._thread = Thread(target=self._loop.run_forever)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._door.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.01))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs, ours = await asyncio.open_connection("127.0.0.1", self._port)
        begun = self._loop.time() + self.round_trip
        with suppress(asyncio.CancelledError):  # the end of the relay
            await asyncio.gather(self._pass(reader, ours, True, begun), self._pass(theirs, writer, False, begun))

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, up: bool, not_before: float
    ) -> None:
        """One direction; pieces stay in order, and as many are on their way as are sent."""
        way = asyncio.Queue[tuple[float, bytes]](256)

        async def arrive() -> None:
            while True:
                at, piece = await way.get()
                if (left := at - self._loop.time()) > 0:
                    await asyncio.sleep(left)
                if not piece or writer.is_closing():
                    writer.close()
                    return
                with suppress(ConnectionError):
                    writer.write(piece)
                    await writer.drain()

        arriving = asyncio.create_task(arrive())
        piece = b"begin"
        while piece and not arriving.done():
            piece = b""
            with suppress(ConnectionError):
                piece = await reader.read(PIECE)
            self.up, self.down = self.up + len(piece) * up, self.down + len(piece) * (not up)
            await way.put((max(self._loop.time(), not_before) + self.round_trip / 2, piece))
        await arriving
