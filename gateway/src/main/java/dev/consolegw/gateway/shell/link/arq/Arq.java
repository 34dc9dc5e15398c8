package dev.consolegw.gateway.shell.link.arq;

import dev.consolegw.gateway.shell.link.frame.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Both directions of a stream in numbered frames: what is not confirmed is sent again, from the
 * first one that is missing. One thread at a time; times are in seconds, of any clock that only
 * goes on.
 */
public final class Arq {
  private static final int NUMBERS = 1 << 16;
  private static final double NO_ANSWER = 0.5;

  /** What packing adds to bytes that do not compress. */
  private static final int PACKED = 24;

  /** In bytes a second; compressing takes about a tenth of a processor there. */
  private static final double FAST = 2e6;

  /** A frame that is not confirmed. */
  private static final class Unconfirmed {
    final byte[] payload;
    boolean pressed;
    double sent;
    long confirmed;
    boolean again;
    boolean timed;

    Unconfirmed(byte[] payload, boolean pressed) {
      this.payload = payload;
      this.pressed = pressed;
    }
  }

  private final Flow flow = new Flow();
  private final List<Unconfirmed> window = new ArrayList<>();
  private final Deque<byte[]> pending = new ArrayDeque<>();
  private int pendingFrom;
  private int pendingBytes;
  private int first;
  private int sent;
  private int flight;
  private long confirmed;
  private double progress;
  private int next;
  private double asked = Double.NEGATIVE_INFINITY;
  private boolean owed;
  private boolean owesRepeat;
  private long resent;

  /** Adds bytes to the stream. */
  public void add(byte[] bytes) {
    if (bytes.length > 0) {
      pending.add(bytes);
      pendingBytes += bytes.length;
    }
  }

  /** Whether more may be added now: it would go out at once. */
  public boolean hasRoom() {
    boolean fits = flight + pendingBytes < flow.window();
    if (!fits && sent > 0) {
      window.get(sent - 1).pressed = true; // behind it there is no room, so it measures the line
    }
    return fits && sent == window.size();
  }

  /**
   * How many bytes make a good burst: what fills a frame once it is packed, or a part of the
   * window.
   */
  public int burst() {
    return Math.max(flow.frame() - PACKED, flow.window() / 8);
  }

  /** How many bytes of frames may wait for the line. */
  public int ready() {
    return flow.ready();
  }

  /** Whether the line takes bytes faster than they could be compressed. */
  public boolean isFast() {
    return flow.rate() > FAST;
  }

  /** Whether everything has arrived. */
  public boolean isQuiet() {
    return window.isEmpty() && pendingBytes == 0;
  }

  /** The number that is due from the other side. */
  public int due() {
    return next;
  }

  /** The oldest number that is not confirmed. */
  public int unconfirmed() {
    return first;
  }

  /** How many frames were sent more than once. */
  public long resent() {
    return resent;
  }

  /** What may be sent now; null is nothing. To be asked until then. */
  public @Nullable Frame poll(double now) {
    if (owesRepeat) {
      owesRepeat = false;
      return Frame.of(Frame.Kind.REPEAT, next);
    }
    if (sent == window.size()) {
      int size = Math.min(pendingBytes, flow.frame());
      if (size == 0 || (flight > 0 && flight + size > flow.window())) {
        return acknowledgement();
      }
      window.add(new Unconfirmed(cut(size), pendingBytes > 0));
    }
    var frame = window.get(sent);
    if (flight > 0 && flight + frame.payload.length > flow.window()) {
      return acknowledgement();
    }
    if (sent == 0) {
      progress = now;
    }
    if (frame.timed) {
      frame.again = true;
      resent++;
    }
    frame.timed = true;
    frame.sent = now;
    frame.confirmed = confirmed;
    int number = first + sent & NUMBERS - 1;
    sent++;
    flight += frame.payload.length;
    owed = false;
    return new Frame(Frame.Kind.DATA, number, next, frame.payload);
  }

  private @Nullable Frame acknowledgement() {
    if (!owed) {
      return null;
    }
    owed = false;
    return Frame.of(Frame.Kind.ACKNOWLEDGED, next);
  }

  private byte[] cut(int size) {
    var piece = new byte[size];
    int filled = 0;
    while (filled < size) {
      byte[] head = pending.getFirst();
      int part = Math.min(size - filled, head.length - pendingFrom);
      System.arraycopy(head, pendingFrom, piece, filled, part);
      filled += part;
      pendingFrom += part;
      if (pendingFrom == head.length) {
        pending.removeFirst();
        pendingFrom = 0;
      }
    }
    pendingBytes -= size;
    return piece;
  }

  /** A frame has come; the payload is that of the next one in order, if it is. */
  public Optional<byte[]> take(Frame frame, double now) {
    int count = frame.wanted() - first & NUMBERS - 1;
    boolean believable = count <= window.size();
    if (believable && count > 0) {
      confirm(count, now);
    }
    if (frame.kind() == Frame.Kind.REPEAT && believable && sent > 0) {
      flow.lost();
      rewind();
    }
    if (frame.kind() == Frame.Kind.PING) {
      owed = true;
    }
    if (frame.kind() != Frame.Kind.DATA) {
      return Optional.empty();
    }
    owed = true;
    int ahead = frame.number() - next & NUMBERS - 1;
    if (ahead == 0) {
      next = next + 1 & NUMBERS - 1;
      asked = Double.NEGATIVE_INFINITY;
      return Optional.of(frame.payload());
    }
    if (ahead < NUMBERS / 2) {
      missed(now);
    }
    return Optional.empty();
  }

  /** A frame was lost or damaged: asks for it, once for each gap. */
  public void missed(double now) {
    if (now - asked > Math.max(NO_ANSWER, 2 * flow.roundTrip())) {
      asked = now;
      owesRepeat = true;
    }
  }

  /** When {@link #alarm} is to be called; infinite without need. */
  public double deadline() {
    return sent == 0 ? Double.POSITIVE_INFINITY : progress + flow.timeout();
  }

  /** The time has come: nothing was confirmed for long. */
  public void alarm(double now) {
    if (now >= deadline()) {
      flow.silent();
      rewind();
    }
  }

  /** The line was gone, and is back: what is not confirmed goes out again. */
  public void resume() {
    flow.restart();
    rewind();
    asked = Double.NEGATIVE_INFINITY;
    owed = true;
  }

  private void rewind() {
    sent = 0;
    flight = 0;
  }

  private void confirm(int count, double now) {
    int bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes += window.get(i).payload.length;
      if (i < sent) {
        flight -= window.get(i).payload.length;
      }
    }
    var last = window.get(count - 1);
    window.subList(0, count).clear();
    first = first + count & NUMBERS - 1;
    sent = Math.max(0, sent - count);
    confirmed += bytes;
    progress = now;
    flow.confirmed(bytes);
    if (last.timed && !last.again) {
      flow.measured(now - last.sent, confirmed - last.confirmed, last.pressed);
    }
  }
}
