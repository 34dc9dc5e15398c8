package dev.consolegw.gateway.shell.link.stream;

import java.nio.ByteBuffer;

/** One message of a stream. */
public final class Message {
  /** The op, the channel and the length of the data. */
  static final int HEADER = 7;

  private final Op op;
  private final int channel;
  private final byte[] data;

  /**
   * Any message.
   *
   * @param channel of 16 bits; 0 for none
   * @param data not copied
   */
  public Message(Op op, int channel, byte[] data) {
    this.op = op;
    this.channel = channel;
    this.data = data;
  }

  /** A message whose data is one number of 32 bits. */
  public static Message of(Op op, int channel, int number) {
    return new Message(op, channel, ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  /** A message without data. */
  public static Message of(Op op, int channel) {
    return new Message(op, channel, new byte[0]);
  }

  public Op op() {
    return op;
  }

  public int channel() {
    return channel;
  }

  /** Not copied. */
  public byte[] data() {
    return data;
  }
}
