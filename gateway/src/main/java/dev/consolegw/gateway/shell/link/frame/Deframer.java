package dev.consolegw.gateway.shell.link.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes frames out of what a line brings; the rest is text, and stays as it is. What may be the
 * beginning of a frame is held back, {@value #HELD} bytes at most. One thread at a time.
 */
public final class Deframer {
  /** The most bytes that are held back: a frame, and a line of the kernel's in it. */
  public static final int HELD = 2048;

  private static final Pattern KERNEL_LINE =
      Pattern.compile("\\[ *\\d+\\.\\d+\\] [^\\r\\n]*\\r?\\n");

  /** Which beginnings are looked for. */
  public enum Mode {
    /** A guest begins: frames in base64, and the bytes that it tries the line with. */
    BEGINNING,
    /** Any frame. */
    ANY,
    /** Frames between marks. */
    PLAIN,
    /** Frames in base64. */
    ARMOURED
  }

  /** Who is told what was found. All within {@link #take}. */
  public interface Sink {
    void frame(Frame frame);

    /** Something was a frame once. */
    void damaged();

    /** A frame is good again without the lines that the kernel had printed into it. */
    void repaired();

    /** How the line changes bytes, for {@link Probe#lost}. */
    void probe(byte[] seen);
  }

  private enum Hold {
    NOTHING,
    MARK,
    /** Behind a frame: perhaps one whose first mark is lost. */
    UNMARKED,
    ARMOUR,
    PROBE
  }

  private final Sink sink;
  private final byte[] held = new byte[HELD];
  private int length;
  private Hold hold = Hold.NOTHING;
  private boolean afterFrame;
  private Mode mode = Mode.BEGINNING;
  private int next;
  private int first;
  private byte[] text = new byte[HELD];
  private int texts;

  public Deframer(Sink sink) {
    this.sink = sink;
  }

  /** What is looked for from now on. */
  public void mode(Mode wanted) {
    mode = wanted;
  }

  /**
   * Which numbers frames can have, to tell one that was damaged from text.
   *
   * @param due the number of the next frame
   * @param unconfirmed the oldest number that the far side can still ask for
   */
  public void expect(int due, int unconfirmed) {
    next = due;
    first = unconfirmed;
  }

  /** Whether something is held back. */
  public boolean isHolding() {
    return hold != Hold.NOTHING;
  }

  /** Gives back what of the bytes is text: a buffer of its own, or the same one if all of it is. */
  public ByteBuffer take(ByteBuffer bytes) {
    if (hold == Hold.NOTHING && !afterFrame && isText(bytes)) {
      return bytes;
    }
    while (bytes.hasRemaining()) {
      take(bytes.get());
    }
    return texts();
  }

  /** What was held back is text after all. */
  public ByteBuffer release() {
    giveUp();
    return texts();
  }

  private boolean isText(ByteBuffer bytes) {
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      byte each = bytes.get(i);
      if (each == Alphabet.MARK || each == Alphabet.ARMOUR || each == Probe.BEGIN[0]) {
        return false;
      }
    }
    return true;
  }

  private ByteBuffer texts() {
    var all = ByteBuffer.wrap(Arrays.copyOf(text, texts));
    texts = 0;
    if (text.length > 4 * HELD) {
      text = new byte[HELD];
    }
    return all;
  }

  private void take(byte each) {
    switch (hold) {
      case NOTHING -> outside(each);
      case MARK, UNMARKED -> marked(each);
      case ARMOUR -> armoured(each);
      case PROBE -> probed(each);
    }
  }

  private void outside(byte each) {
    boolean behindFrame = afterFrame;
    afterFrame = false;
    if (each == Alphabet.MARK && (mode == Mode.PLAIN || mode == Mode.ANY)) {
      hold(Hold.MARK, each);
    } else if (each == Alphabet.ARMOUR && mode != Mode.PLAIN) {
      hold(Hold.ARMOUR, each);
    } else if (each == Probe.BEGIN[0] && (mode == Mode.BEGINNING || mode == Mode.ANY)) {
      hold(Hold.PROBE, each);
    } else if (behindFrame && mode != Mode.ARMOURED && Frame.Kind.isCode(each)) {
      hold(Hold.UNMARKED, each);
    } else {
      text(each);
    }
  }

  private void marked(byte each) {
    if (each == Alphabet.MARK) {
      int from = hold == Hold.MARK ? 1 : 0;
      if (from < length && isFrame(from)) {
        afterFrame = true;
      } else {
        giveUp();
        hold(Hold.MARK, each);
      }
    } else if (length == 1 && hold == Hold.MARK && !mayBegin(each)) {
      giveUp();
      take(each);
    } else {
      hold(hold, each);
    }
  }

  /** Bodies begin with their kind, which may be escaped, or the kernel comes between. */
  private static boolean mayBegin(byte each) {
    return Frame.Kind.isCode(each) || each == Alphabet.LEAD || each == '[';
  }

  private void armoured(byte each) {
    if (each == Alphabet.ARMOUR_END) {
      var frame = Alphabet.disarm(held, 1, length).flatMap(Frame::of);
      if (frame.isPresent()) {
        found(frame.get());
        return;
      }
      hold(hold, each);
      giveUp();
    } else if (Alphabet.isBase64(each)) {
      hold(hold, each);
    } else {
      giveUp();
      take(each);
    }
  }

  private void probed(byte each) {
    if (length < Probe.BEGIN.length && each != Probe.BEGIN[length]) {
      giveUp();
      take(each);
      return;
    }
    hold(hold, each);
    int end = length - Probe.END.length;
    if (end >= Probe.BEGIN.length
        && Arrays.equals(held, end, length, Probe.END, 0, Probe.END.length)) {
      byte[] seen = Arrays.copyOfRange(held, Probe.BEGIN.length, end);
      drop();
      sink.probe(seen);
    }
  }

  /** Whether a frame is held; it is told then, and the kernel's lines in it are text. */
  private boolean isFrame(int from) {
    var body = Alphabet.unescape(held, from, length);
    var frame = body.flatMap(Frame::of);
    if (frame.isPresent()) {
      found(frame.get());
      return true;
    }
    var all = new String(held, from, length - from, ISO_8859_1);
    var kernel = KERNEL_LINE.matcher(all);
    if (kernel.find()) {
      byte[] rest = kernel.replaceAll("").getBytes(ISO_8859_1);
      var repaired = Alphabet.unescape(rest, 0, rest.length).flatMap(Frame::of);
      if (repaired.isPresent()) {
        kernel.reset();
        while (kernel.find()) {
          text(kernel.group().getBytes(ISO_8859_1));
        }
        sink.repaired();
        found(repaired.get());
        return true;
      }
    }
    return wasFrame(body);
  }

  private boolean wasFrame(Optional<byte[]> body) {
    if (body.isPresent() && Frame.wasOne(body.get(), next, first)) {
      drop();
      sink.damaged();
      return true;
    }
    return false;
  }

  private void found(Frame frame) {
    drop();
    sink.frame(frame);
  }

  private void hold(Hold kind, byte each) {
    hold = kind;
    held[length++] = each;
    if (length == HELD) {
      giveUp();
    }
  }

  private void drop() {
    hold = Hold.NOTHING;
    length = 0;
  }

  private void giveUp() {
    text(Arrays.copyOf(held, length));
    drop();
  }

  private void text(byte... more) {
    if (texts + more.length > text.length) {
      text = Arrays.copyOf(text, 2 * (texts + more.length));
    }
    System.arraycopy(more, 0, text, texts, more.length);
    texts += more.length;
  }
}
