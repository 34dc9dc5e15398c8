package dev.consolegw.gateway.shell.link.stream;

import dev.consolegw.gateway.shell.guest.GuestException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Makes messages of a guest's stream, which may hold anything. One thread at a time. */
public final class Unpacker implements AutoCloseable {
  /** The most that one frame may become. */
  static final int INFLATED = 256 * 1024;

  /** The most data of one message. */
  static final int DATA = 16 * 1024;

  private final Inflater inflater = new Inflater();
  private final byte[] buffer = new byte[DATA];
  private byte[] rest = new byte[0];
  private long total;

  /**
   * Takes the payload of one frame.
   *
   * @throws GuestException when this is no such stream, or too much of it
   */
  public List<Message> take(byte[] payload) throws GuestException {
    var messages = new ArrayList<Message>();
    inflater.setInput(payload);
    int inflated = 0;
    while (true) {
      int length = inflate();
      if (length == 0) {
        break;
      }
      inflated += length;
      total += length;
      if (inflated > INFLATED) {
        throw nonsense("it sent a frame that becomes more than %d bytes".formatted(INFLATED));
      }
      split(length, messages);
    }
    if (inflater.finished() || inflater.needsDictionary()) {
      throw nonsense("its stream has ended");
    }
    return messages;
  }

  /** How many bytes have come of all frames. */
  public long inflated() {
    return total;
  }

  private int inflate() throws GuestException {
    try {
      return inflater.inflate(buffer);
    } catch (DataFormatException damaged) {
      throw nonsense("its stream cannot be unpacked");
    }
  }

  private void split(int length, List<Message> messages) throws GuestException {
    var all = Arrays.copyOf(rest, rest.length + length);
    System.arraycopy(buffer, 0, all, rest.length, length);
    var bytes = ByteBuffer.wrap(all);
    while (bytes.remaining() >= Message.HEADER) {
      bytes.mark();
      int code = Byte.toUnsignedInt(bytes.get());
      int channel = Short.toUnsignedInt(bytes.getShort());
      int size = bytes.getInt();
      var op = Op.of(code);
      if (op == null || size < 0 || size > DATA) {
        throw nonsense("it sent message %d with %d bytes".formatted(code, size & 0xFFFFFFFFL));
      }
      if (bytes.remaining() < size) {
        bytes.reset();
        break;
      }
      var data = new byte[size];
      bytes.get(data);
      messages.add(new Message(op, channel, data));
    }
    rest = Arrays.copyOfRange(all, bytes.position(), all.length);
  }

  private static GuestException nonsense(String what) {
    return new GuestException(
        GuestException.Kind.UNREACHABLE, "the guest does not keep to what was agreed: " + what);
  }

  /** Frees what it holds. */
  @Override
  public void close() {
    inflater.end();
  }
}
