package dev.consolegw.gateway.command.log;

import dev.consolegw.gateway.terminal.SafeOutput;
import dev.consolegw.gateway.terminal.TerminalModes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The last step: byte for byte, or made safe for terminals. A terminal, and a pipe that wanted
 * colours, is left without any; a terminal without whatever else was switched on there.
 */
final class LinePrinter implements LineStage {
  private final OutputStream out;
  private final Style style;
  private final SafeOutput safe;
  private final TerminalModes modes = new TerminalModes();
  private boolean midLine;

  /** How output is printed. */
  enum Kind {
    /** Byte for byte. */
    RAW,
    /** Text and its colours. */
    COLOURS,
    /** Text alone. */
    TEXT
  }

  /**
   * How output is printed, and where.
   *
   * @param terminal whether a terminal shows it
   */
  record Style(Kind kind, boolean terminal) {

    /** Colours are for terminals, and for who asks for them. */
    static Style of(boolean raw, boolean colours, boolean terminal) {
      var kind = raw ? Kind.RAW : colours || terminal ? Kind.COLOURS : Kind.TEXT;
      return new Style(kind, terminal);
    }

    /** What ends a line of ours. */
    byte[] lineEnd() {
      return (terminal ? "\r\n" : "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private boolean leavesNothing() {
      return terminal || kind == Kind.COLOURS;
    }
  }

  LinePrinter(OutputStream out, Style style) {
    this.out = out;
    this.style = style;
    this.safe =
        new SafeOutput(
            style.kind() == Kind.COLOURS ? SafeOutput.Keep.COLOURS : SafeOutput.Keep.TEXT);
  }

  @Override
  public void take(long at, ByteBuffer bytes) throws IOException {
    write(style.kind() == Kind.RAW ? bytes : safe.of(bytes));
  }

  /** What was switched on until here is for nothing that follows. */
  @Override
  public void cut() throws IOException {
    if (style.kind() != Kind.RAW) {
      write(safe.rest());
    }
    if (style.leavesNothing()) {
      out.write(modes.undo());
    }
  }

  /** Ends the line that is open, unless it is printed byte for byte. */
  void endLine() throws IOException {
    if (midLine && style.kind() != Kind.RAW) {
      out.write(style.lineEnd());
      midLine = false;
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    if (!bytes.hasRemaining()) {
      return;
    }
    midLine = bytes.get(bytes.limit() - 1) != '\n';
    if (style.leavesNothing()) {
      modes.watch(bytes, bytes.position(), bytes.limit());
    }
    out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
  }
}
