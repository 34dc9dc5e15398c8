package dev.consolegw.gateway.shell.link.stream;

import java.nio.ByteBuffer;

/**
 * One message of a stream.
 *
 * @param channel of 16 bits; 0 for none
 */
public record Message(Op op, int channel, byte[] data) {
  /** The op, the channel and the length of the data. */
  static final int HEADER = 7;

  /** A message whose data is one number of 32 bits. */
  public static Message of(Op op, int channel, int number) {
    return new Message(op, channel, ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  /** A message without data. */
  public static Message of(Op op, int channel) {
    return new Message(op, channel, new byte[0]);
  }
}
