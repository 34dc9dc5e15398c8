package dev.consolegw.gateway.shell.signin;

import dev.consolegw.gateway.shell.guest.SerialLine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/**
 * A guest by a script, in a time of its own: whoever waits for it has the next thing happen, or
 * time pass. Its terminal echoes what is typed, and hands on whole lines.
 */
final class ScriptedGuest implements SerialLine, Waiting {
  private record Piece(long at, long order, ByteBuffer bytes) {}

  private final PriorityQueue<Piece> coming =
      new PriorityQueue<>(Comparator.comparingLong(Piece::at).thenComparingLong(Piece::order));
  private final StringBuilder typed = new StringBuilder();
  private final StringBuilder begun = new StringBuilder();
  private final ArrayDeque<Consumer<String>> modes = new ArrayDeque<>();
  private IntUnaryOperator chunks = left -> left;
  private Consumer<Character> keys = _ -> {};
  private final Conversation conversation = new Conversation(this, this);
  private boolean echo = true;
  private long now;
  private long printedUntil;
  private long order;
  private Duration perPiece = Duration.ZERO;

  /** How much of what is left to be printed comes in one piece. */
  ScriptedGuest inChunks(IntUnaryOperator chunks) {
    this.chunks = chunks;
    return this;
  }

  /** Each piece takes so long. */
  ScriptedGuest slow(Duration perPiece) {
    this.perPiece = perPiece;
    return this;
  }

  /** What it has shown before anybody came. */
  ScriptedGuest shown(String before) {
    conversation.before(before.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** From now on, a line that was typed comes here. */
  ScriptedGuest lines(Consumer<String> mode) {
    modes.clear();
    modes.add(mode);
    return this;
  }

  /** Control keys other than Enter and ^U come here. */
  ScriptedGuest keys(Consumer<Character> keys) {
    this.keys = keys;
    return this;
  }

  ScriptedGuest echo(boolean echo) {
    this.echo = echo;
    return this;
  }

  Conversation conversation() {
    return conversation;
  }

  /** All that was typed; what is random in it is {@code TOKEN}. */
  String typed() {
    return typed.toString().replaceAll("@''[0-9a-f]{8}@", "@''TOKEN@");
  }

  ScriptedGuest print(String text) {
    return printAfter(Duration.ZERO, text);
  }

  /** Prints it so long after all that it has printed by then. */
  ScriptedGuest printAfter(Duration pause, String text) {
    long at = Math.max(now, printedUntil) + pause.toNanos();
    var all = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int from = 0; from < all.length; ) {
      int length = Math.clamp(chunks.applyAsInt(all.length - from), 1, all.length - from);
      at += perPiece.toNanos();
      coming.add(new Piece(at, order++, ByteBuffer.wrap(all, from, length)));
      from += length;
    }
    printedUntil = at;
    return this;
  }

  Duration passed() {
    return Duration.ofNanos(now);
  }

  // --- its terminal -----------------------------------------------------------------------------

  @Override
  public void send(byte[] bytes) {
    for (byte each : bytes) {
      char c = (char) (each & 0xFF);
      typed.append(c);
      key(c);
    }
  }

  private void key(char c) {
    switch (c) {
      case '\r' -> {
        var line = begun.toString();
        begun.setLength(0);
        print("\r\n");
        if (!modes.isEmpty()) {
          modes.getLast().accept(line);
        }
      }
      case 0x15 -> begun.setLength(0);
      default -> {
        if (c < ' ') {
          begun.setLength(0);
          keys.accept(c);
        } else {
          begun.append(c);
          print(echo ? String.valueOf(c) : "");
        }
      }
    }
  }

  // --- its time ---------------------------------------------------------------------------------

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void await(Condition more, long nanos) {
    var next = coming.peek();
    if (next == null || next.at > now + nanos) {
      now += nanos;
      return;
    }
    now = Math.max(now, next.at);
    coming.remove();
    conversation.printed(next.bytes);
  }

  @Override
  public void start(Runnable task) {
    task.run();
  }
}
