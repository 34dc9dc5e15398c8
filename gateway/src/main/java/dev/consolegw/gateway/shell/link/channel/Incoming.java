package dev.consolegw.gateway.shell.link.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestListener;
import dev.consolegw.gateway.shell.link.stream.Message;
import dev.consolegw.gateway.shell.link.stream.Op;
import dev.consolegw.gateway.terminal.Printable;
import java.nio.ByteBuffer;

/**
 * What a guest says of its channels, which may be anything: what does not fit ends the link. Called
 * with the lock of the {@link Mux}.
 */
final class Incoming {
  /** Connections that wait to be accepted at one port. */
  private static final int BACKLOG = 16;

  private static final int LEAST_EXIT = -64;
  private static final int MOST_EXIT = 255;

  private final Mux mux;

  Incoming(Mux mux) {
    this.mux = mux;
  }

  void take(Message message) throws GuestException {
    if (message.op() == Op.BYE) {
      return;
    }
    var channel = mux.channel(message.channel());
    if (channel == null || !channel.wasAsked()) {
      throw nonsense(message);
    }
    var data = ByteBuffer.wrap(message.data());
    switch (message.op()) {
      case OPENED -> opened(channel, message, data);
      case FAILED -> {
        require(channel.state == Channel.State.OPENING, message);
        channel.refusal = "the guest says: " + Printable.of(new String(message.data(), UTF_8));
        mux.remove(channel);
      }
      case BYTES -> bytes(channel, channel.output, message);
      case ERRORS -> {
        require(channel.kind == Op.EXEC, message);
        bytes(channel, channel.errors, message);
      }
      case EOF -> {
        require(data.remaining() == 1 && channel.state == Channel.State.OPEN, message);
        (data.get() == Op.ERRORS.code() ? channel.errors : channel.output).ended = true;
      }
      case WINDOW -> {
        require(data.remaining() == Integer.BYTES, message);
        int more = data.getInt();
        require(more >= 0 && more <= Mux.WINDOW - channel.credit, message);
        channel.credit += more;
      }
      case EXIT -> exit(channel, message, data);
      case ACCEPTED -> accepted(channel, message, data);
      case RESIZE,
          SIGNAL,
          CLOSE,
          EXEC,
          CONNECT,
          COPY,
          BASE64,
          LISTEN,
          ARGUMENTS,
          COPY_BASE64,
          BYE ->
          throw nonsense(message);
    }
    channel.changed.signalAll();
  }

  private static void opened(Channel channel, Message message, ByteBuffer data)
      throws GuestException {
    require(channel.state == Channel.State.OPENING, message);
    if (channel.kind == Op.LISTEN) {
      require(data.remaining() == Short.BYTES, message);
      channel.port = Short.toUnsignedInt(data.getShort());
    }
    channel.state = Channel.State.OPEN;
  }

  private static void bytes(Channel channel, Channel.Incoming output, Message message)
      throws GuestException {
    int length = message.data().length;
    require(channel.state == Channel.State.OPEN && channel.kind != Op.LISTEN, message);
    require(!output.ended && length > 0 && length <= channel.allowed, message);
    channel.allowed -= length;
    if (channel.closing) {
      channel.give(length);
    } else {
      output.add(message.data());
    }
  }

  private void exit(Channel channel, Message message, ByteBuffer data) throws GuestException {
    require(data.remaining() == Integer.BYTES, message);
    require(channel.state == Channel.State.OPEN || channel.wasClosed(), message);
    channel.exit = data.getInt();
    require(channel.exit >= LEAST_EXIT && channel.exit <= MOST_EXIT, message);
    mux.remove(channel);
  }

  private void accepted(Channel channel, Message message, ByteBuffer data) throws GuestException {
    require(channel.kind == Op.LISTEN && channel.state == Channel.State.OPEN, message);
    require(data.remaining() >= Short.BYTES, message);
    int number = Short.toUnsignedInt(data.getShort());
    require(number >= Mux.GUESTS && mux.channel(number) == null, message);
    var peer = Printable.of(UTF_8.decode(data).toString()).toString();
    var socket = new ChannelSocket(mux, mux.accepted(number));
    if (channel.closing
        || socket.channel().closing
        || channel.accepted.size() >= BACKLOG
        || !mux.hasRoom()) {
      socket.channel().closing = true;
    } else {
      channel.accepted.add(new GuestListener.Accepted(socket, peer));
    }
  }

  private static void require(boolean holds, Message message) throws GuestException {
    if (!holds) {
      throw nonsense(message);
    }
  }

  private static GuestException nonsense(Message message) {
    return new GuestException(
        GuestException.Kind.UNREACHABLE,
        "the guest does not keep to what was agreed: %s of %d bytes on channel %d"
            .formatted(message.op(), message.data().length, message.channel()));
  }
}
