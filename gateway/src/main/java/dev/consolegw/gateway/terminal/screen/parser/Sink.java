package dev.consolegw.gateway.terminal.screen.parser;

/** Obeys what a {@link Parser} has found, in the order of the bytes. */
public interface Sink {
  /**
   * Printable ASCII, 0x20 to 0x7E.
   *
   * @param bytes lent for this call
   * @param from where the first of them is
   * @param to the place after the last
   */
  void text(byte[] bytes, int from, int to);

  /** A character beyond ASCII; U+FFFD for bytes that are no UTF-8. Never a control. */
  void character(int codePoint);

  /** A control of C0 that neither begins nor ends a sequence. */
  void control(int c);

  /**
   * An escape sequence; or a control of C1, as its 7-bit form.
   *
   * @param intermediate the byte between ESC and the last one; 0 without
   * @param last the final byte, 0x30 to 0x7E
   */
  void escape(int intermediate, int last);

  /**
   * A control sequence.
   *
   * @param parameters lent for this call
   * @param last the final byte, 0x40 to 0x7E
   */
  void sequence(Parameters parameters, int last);
}
