package dev.consolegw.gateway.shell.link.stream;

/** What a message says; its place here, counted from one, is its number in the stream. */
public enum Op {
  /** The channel stands; of a listener: its port (u16). From the guest. */
  OPENED,
  /** The channel does not: why. From the guest, as the end of the channel. */
  FAILED,
  /** Data, or output. */
  BYTES,
  /** Output for errors. From the guest. */
  ERRORS,
  /** No more data; from the guest: of which output (u8, {@link #BYTES} or {@link #ERRORS}). */
  EOF,
  /** So many more bytes may be sent (u32). */
  WINDOW,
  /** Columns and rows (u16 each). */
  RESIZE,
  /** The name of a signal. */
  SIGNAL,
  /** Hangs up; {@link #EXIT} follows. */
  CLOSE,
  /** Runs what {@link #ARGUMENTS} said. */
  EXEC,
  /** Connects where {@link #ARGUMENTS} said. */
  CONNECT,
  /** The channel has ended: a status, or the number of a signal below zero (i32). */
  EXIT,
  /** Data that was sent before: so far back, so much (u32 each). */
  COPY,
  /** Data that is to be written in base64. */
  BASE64,
  /** Listens where {@link #ARGUMENTS} said. */
  LISTEN,
  /** Somebody has connected to the listener: the new channel (u16) and their address. */
  ACCEPTED,
  /** A piece of what the channel is opened with. */
  ARGUMENTS,
  /** Both {@link #COPY} and {@link #BASE64}. */
  COPY_BASE64,
  /** Ends everything; the guest says it back. */
  BYE;

  private static final Op[] ALL = values();

  /** Its number in the stream. */
  public byte code() {
    return (byte) (ordinal() + 1);
  }

  static boolean isCode(int code) {
    return code > 0 && code <= ALL.length;
  }

  static Op of(int code) {
    return ALL[code - 1];
  }
}
