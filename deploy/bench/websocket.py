"""Guests on websockets, as QEMU and Nova offer them: they greet, answer pings, and say nothing more."""
import asyncio
import base64
import hashlib
import struct
import threading

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3
BINARY, CLOSE, PING, PONG = 2, 8, 9, 10
LONGEST_CONTROL = 125


class WebSocketGuests:
    """A context: one server on a free port, in a thread of its own, for any number of consoles."""

    def __init__(self):
        self.connected = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        starting = asyncio.start_server(self._talk, "127.0.0.1", 0, backlog=1024)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result(10)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def address(self, number):
        return f"ws://127.0.0.1:{self._port}/{number}"

    async def _stop(self):
        self._server.close()
        talks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    async def _talk(self, reader, writer):
        try:
            await self._shake_hands(reader, writer)
            writer.write(_frame(BINARY, b"login: "))
            self.connected += 1
            try:
                await self._answer(reader, writer)
            finally:
                self.connected -= 1
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # it has gone, and `connected` tells
        finally:
            writer.close()

    async def _shake_hands(self, reader, writer):
        request = await reader.readuntil(b"\r\n\r\n")
        headers = {}
        for line in request.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            headers[name.strip().lower()] = value.strip()
        accept = base64.b64encode(hashlib.sha1(headers[b"sec-websocket-key"] + MAGIC).digest())
        writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Protocol: binary\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )

    async def _answer(self, reader, writer):
        while True:
            head, length = await reader.readexactly(2)
            length &= 0x7F  # the mask bit is always set
            if length == 126:
                length = struct.unpack(">H", await reader.readexactly(2))[0]
            elif length == 127:
                length = struct.unpack(">Q", await reader.readexactly(8))[0]
            mask = await reader.readexactly(4)
            data = await reader.readexactly(length)
            kind = head & 0x0F
            if kind in (PING, CLOSE):
                plain = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
                writer.write(_frame(PONG if kind == PING else CLOSE, plain))
            if kind == CLOSE:
                return


def _frame(kind, data):
    assert len(data) <= LONGEST_CONTROL
    return bytes([0x80 | kind, len(data)]) + data
