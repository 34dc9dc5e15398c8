package dev.consolegw.gateway.shell.link.channel;

import dev.consolegw.gateway.shell.guest.Allowance;
import dev.consolegw.gateway.shell.guest.GuestListener;
import dev.consolegw.gateway.shell.link.stream.Message;
import dev.consolegw.gateway.shell.link.stream.Op;
import dev.consolegw.gateway.shell.link.stream.Packer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * One channel: what waits to be sent on it, what has come and is not read, how it stands. All of it
 * is guarded by the lock of its {@link Mux}.
 */
final class Channel {
  /** What waits to be sent, at most. */
  static final int OUT = 64 * 1024;

  /** The same as long as it was never more. */
  private static final int LEAST_OUT = 16 * 1024;

  /** What a channel takes, unread and unsent, before more is needed and allowed. */
  static final int LEAST = Mux.FIRST_WINDOW + LEAST_OUT;

  private static final int FIRST_OUT = 1024;

  /** The most data that is looked at in one turn. */
  private static final int VIEW = 16 * 1024;

  /** Of what a channel is opened with, in one message. */
  private static final int ARGUMENTS = 512;

  private static final int SMALL = 512;
  private static final int SIGNALS = 16;

  /** Such a part of the window is read before more is asked for. */
  private static final int GIVEN_AT_ONCE = 4;

  /** How it stands. */
  enum State {
    OPENING,
    OPEN,
    ENDED
  }

  final int number;
  final Op kind;
  final Condition changed;
  final Incoming output;
  final Incoming errors;

  /** Connections that nobody has accepted yet; of a listener alone. */
  final Deque<GuestListener.Accepted> accepted = new ArrayDeque<>();

  State state;

  /** Why it was not opened. */
  @Nullable String refusal;

  /** The status, or a signal below zero. */
  int exit;

  int port;
  boolean closing;
  long turn;
  int credit = Mux.WINDOW;
  int allowed = Mux.FIRST_WINDOW;

  /** Of the memory that is allowed. */
  long charged;

  /** For whoever packs what is sent. */
  final Packer.Run run = new Packer.Run();

  private final byte[] arguments;
  private final Allowance memory;
  private final Deque<String> signals = new ArrayDeque<>();
  private int argued;
  private boolean asked;
  private boolean closeSent;
  private byte[] out = new byte[0];
  private int from;
  private int to;
  private boolean ends;
  private boolean endSent;
  private int given;
  private int window = Mux.FIRST_WINDOW;
  private int mostOut = LEAST_OUT;
  private int @Nullable [] size;

  /** One of the guest's outputs, as far as nobody has read it. */
  static final class Incoming {
    final Deque<byte[]> chunks = new ArrayDeque<>();
    int read;
    boolean ended;

    /** Small pieces are kept as one: each costs more than its bytes. */
    void add(byte[] bytes) {
      byte[] last = chunks.peekLast();
      if (last == null || last.length + bytes.length > SMALL) {
        chunks.add(bytes);
      } else {
        byte[] both = Arrays.copyOf(last, last.length + bytes.length);
        System.arraycopy(bytes, 0, both, last.length, bytes.length);
        chunks.removeLast();
        chunks.add(both);
      }
    }
  }

  /** What a channel has to say when it is its turn. */
  static final class Turn {
    final Channel channel;
    final List<Message> messages;
    final byte[] data;

    Turn(Channel channel, List<Message> messages, byte[] data) {
      this.channel = channel;
      this.messages = messages;
      this.data = data;
    }
  }

  Channel(int number, Op kind, byte[] arguments, Allowance memory, Condition changed) {
    this.memory = memory;
    this.number = number;
    this.kind = kind;
    this.arguments = arguments;
    this.changed = changed;
    this.output = new Incoming();
    this.errors = new Incoming();
    this.state = kind == Op.ACCEPTED ? State.OPEN : State.OPENING;
    this.asked = kind == Op.ACCEPTED;
  }

  boolean wasAsked() {
    return asked;
  }

  boolean wasClosed() {
    return closeSent;
  }

  /** Whether there is room for more to send. */
  boolean isFull() {
    return to - from == mostOut;
  }

  /** Takes as much as there is room for. */
  int offer(byte[] bytes, int offset, int length) {
    if (state == State.ENDED || closing || ends) {
      return length;
    }
    if (mostOut < OUT && length > mostOut - (to - from) && charge(OUT - mostOut)) {
      mostOut = OUT;
    }
    int taken = Math.min(length, mostOut - (to - from));
    if (to + taken > out.length) {
      int size = Math.max(FIRST_OUT, Integer.highestOneBit(2 * (to - from + taken) - 1));
      byte[] moved = size > out.length ? new byte[size] : out;
      System.arraycopy(out, from, moved, 0, to - from);
      to -= from;
      from = 0;
      out = moved;
    }
    System.arraycopy(bytes, offset, out, to, taken);
    to += taken;
    return taken;
  }

  private boolean charge(int bytes) {
    boolean fits = memory.tryUse(bytes);
    charged += fits ? bytes : 0;
    return fits;
  }

  void endOutput() {
    ends = true;
  }

  void resize(int columns, int rows) {
    size = new int[] {columns, rows};
  }

  void signal(String name) {
    if (signals.size() < SIGNALS) {
      signals.add(name);
    }
  }

  /** So much was read. */
  void give(int bytes) {
    given += bytes;
  }

  /** Whether a message that goes before all data is due. */
  boolean isUrgent() {
    return asked
        && !closeSent
        && (closesNow() || size != null || !signals.isEmpty() || given * GIVEN_AT_ONCE >= window);
  }

  /** What a connection was given before its end was told is sent before it is closed. */
  private boolean closesNow() {
    boolean connection = kind == Op.CONNECT || kind == Op.ACCEPTED;
    return closing && !(connection && ends && !endSent);
  }

  /** Whether something is due that waits for its turn. */
  boolean isDue() {
    if (closeSent) {
      return false;
    }
    return !asked || (to > from && credit > 0) || (to == from && ends && !endSent);
  }

  /** The next urgent message. */
  Message urgent() {
    if (closesNow()) {
      closeSent = true;
      dropOut();
      return Message.of(Op.CLOSE, number);
    }
    var newSize = size;
    if (newSize != null) {
      size = null;
      var data = ByteBuffer.allocate(2 * Short.BYTES);
      data.putShort((short) newSize[0]).putShort((short) newSize[1]);
      return new Message(Op.RESIZE, number, data.array());
    }
    var signal = signals.poll();
    if (signal != null) {
      return new Message(Op.SIGNAL, number, signal.getBytes(StandardCharsets.ISO_8859_1));
    }
    int bytes = given;
    given = 0;
    if (window < Mux.WINDOW && charge(window)) { // it is read, so it may be more at a time
      bytes += window;
      window *= 2;
    }
    allowed += bytes;
    return Message.of(Op.WINDOW, number, bytes);
  }

  /** What is due now; data of which {@link #taken} says how much was packed. */
  Turn next() {
    if (!asked) {
      int end = Math.min(arguments.length, argued + ARGUMENTS);
      var piece = new Message(Op.ARGUMENTS, number, Arrays.copyOfRange(arguments, argued, end));
      argued = end;
      asked = argued == arguments.length;
      var messages = asked ? List.of(piece, Message.of(kind, number)) : List.of(piece);
      return new Turn(this, messages, new byte[0]);
    }
    if (to == from) {
      endSent = true;
      return new Turn(this, List.of(Message.of(Op.EOF, number)), new byte[0]);
    }
    int most = Math.min(Math.min(to - from, credit), VIEW);
    return new Turn(this, List.of(), Arrays.copyOfRange(out, from, from + most));
  }

  void taken(int bytes) {
    from += bytes;
    credit -= bytes;
    if (to == from) {
      dropOut();
    }
    changed.signalAll();
  }

  private void dropOut() {
    from = 0;
    to = 0;
    if (out.length > FIRST_OUT) {
      out = new byte[0];
    }
  }
}
