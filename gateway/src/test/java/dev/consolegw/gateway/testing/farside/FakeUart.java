package dev.consolegw.gateway.testing.farside;

import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.testing.Door;
import dev.consolegw.gateway.testing.TypedBytes;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * A guest behind a UART of 16 bytes and QEMU's websocket: of each frame, what does not fit is lost.
 * The guest is fast; it has emptied the UART before the next frame is looked at, however late this
 * machine is, so that a test need not be quick to be right.
 */
public final class FakeUart implements AutoCloseable {
  public static final int FIFO = 16;

  private final ConsoleAddress address;
  private final TypedBytes typed = new TypedBytes();
  private final OneClientServer<ServerFrames> server;

  private FakeUart(Door.Sockets door) {
    this.address = Addresses.parse("ws://127.0.0.1:" + door.port() + "/");
    this.server = new OneClientServer<>(door, this::serve);
  }

  public static FakeUart start() {
    return new FakeUart(Door.tcp(0));
  }

  private void serve(Door.Caller caller, Consumer<ServerFrames> ready) throws IOException {
    var frames = new ServerFrames(caller.in(), caller.out());
    frames.accept(frames.readQuestion(), "Sec-WebSocket-Protocol: binary\r\n");
    ready.accept(frames);
    // A line that prints nothing might be somebody else's; see the gateway's SilentConnectionGuard.
    frames.write(ServerFrames.BINARY, new byte[] {'$', ' '});
    while (true) {
      var frame = frames.read();
      switch (frame.opcode()) {
        case ServerFrames.BINARY, ServerFrames.CONTINUATION ->
            typed.add(frame.payload(), 0, Math.min(FIFO, frame.payload().length));
        case ServerFrames.PING -> frames.write(ServerFrames.PONG, frame.payload());
        case ServerFrames.CLOSE -> {
          return;
        }
        default -> throw new IOException("opcode " + frame.opcode());
      }
    }
  }

  public ConsoleAddress address() {
    return address;
  }

  /** What the guest got. */
  public TypedBytes typed() {
    return typed;
  }

  @Override
  public void close() {
    server.close();
  }
}
