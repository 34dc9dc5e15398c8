package dev.consolegw.gateway.shell.link.stream;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a message says. */
public enum Op {
  /** The channel stands; of a listener: its port (u16). From the guest. */
  OPENED(1),
  /** The channel does not: why. From the guest, as the end of the channel. */
  FAILED(2),
  /** Data, or output. */
  BYTES(3),
  /** Output for errors. From the guest. */
  ERRORS(4),
  /** No more data; from the guest: of which output (u8, {@link #BYTES} or {@link #ERRORS}). */
  EOF(5),
  /** So many more bytes may be sent (u32). */
  WINDOW(6),
  /** Columns and rows (u16 each). */
  RESIZE(7),
  /** The name of a signal. */
  SIGNAL(8),
  /** Hangs up; {@link #EXIT} follows. */
  CLOSE(9),
  /** Runs what {@link #ARGUMENTS} said. */
  EXEC(10),
  /** Connects where {@link #ARGUMENTS} said. */
  CONNECT(11),
  /** The channel has ended: a status, or the number of a signal below zero (i32). */
  EXIT(12),
  /** Data that was sent before: so far back, so much (u32 each). */
  COPY(13),
  /** Data that is to be written in base64. */
  BASE64(14),
  /** Listens where {@link #ARGUMENTS} said. */
  LISTEN(15),
  /** Somebody has connected to the listener: the new channel (u16) and their address. */
  ACCEPTED(16),
  /** A piece of what the channel is opened with. */
  ARGUMENTS(17),
  /** Both {@link #COPY} and {@link #BASE64}. */
  COPY_BASE64(18),
  /** Ends everything; the guest says it back. */
  BYE(19);

  private static final Map<Integer, Op> BY_CODE =
      Stream.of(values()).collect(Collectors.toMap(op -> op.code, op -> op));

  private final int code;

  Op(int code) {
    this.code = code;
  }

  /** Its number in the stream. */
  public byte code() {
    return (byte) code;
  }

  /** Null if there is no such. */
  static @Nullable Op of(int code) {
    return BY_CODE.get(code);
  }
}
