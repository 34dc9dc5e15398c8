package dev.consolegw.gateway.shell.link;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.consolegw.gateway.shell.link.frame.Deframer;
import dev.consolegw.gateway.shell.link.frame.Frame;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a guest has printed, without frames of a link that was cut off: where a gateway has stopped
 * in the middle of a flood, some stand among the text, and the last of them may not be whole.
 */
public final class FrameRemains {
  private static final Deframer.Sink NOBODY =
      new Deframer.Sink() {
        @Override
        public void frame(Frame frame) {}

        @Override
        public void damaged() {}

        @Override
        public void repaired() {}

        @Override
        public void probe(byte[] seen) {}
      };

  private static final byte[] ANSWER = Bootstrap.ANSWER.getBytes(US_ASCII);

  private final byte[] text;
  private final boolean last;

  private FrameRemains(byte[] text, boolean last) {
    this.text = text;
    this.last = last;
  }

  /** Looks through what was printed, up to its end. */
  public static FrameRemains in(byte[] printed) {
    var deframer = new Deframer(NOBODY);
    deframer.mode(Deframer.Mode.ANY);
    if (printed.length == 0) {
      return new FrameRemains(printed, false);
    }
    int end = printed.length - 1;
    var most = deframer.take(ByteBuffer.wrap(printed, 0, end));
    var before = new byte[most.remaining()];
    most.get(before);
    boolean held = deframer.isHolding();
    var rest = deframer.take(ByteBuffer.wrap(printed, end, 1));
    var text = new byte[before.length + rest.remaining()];
    System.arraycopy(before, 0, text, 0, before.length);
    rest.get(text, before.length, rest.remaining());
    boolean closed = held && text.length == before.length;
    boolean begun = endsWithAnswer(text);
    byte[] others = begun ? Arrays.copyOf(text, text.length - ANSWER.length) : text;
    return new FrameRemains(others, closed || begun || deframer.isHolding());
  }

  /** A helper has begun there, and nobody has printed anything since. */
  private static boolean endsWithAnswer(byte[] text) {
    int from = text.length - ANSWER.length;
    return from >= 0 && Arrays.equals(text, from, text.length, ANSWER, 0, ANSWER.length);
  }

  /** What of it is text. Not copied. */
  public byte[] text() {
    return text;
  }

  /** Whether a frame, the beginning of one or of a helper is the last that was printed. */
  public boolean areLast() {
    return last;
  }
}
