package dev.consolegw.gateway.shell.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.consolegw.gateway.shell.guest.LoginPrompt;
import dev.consolegw.gateway.shell.link.frame.Deframer;
import dev.consolegw.gateway.shell.link.frame.Frame;
import dev.consolegw.gateway.shell.link.frame.Probe;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The reader's side of a link: parts text and frames, and lays down the frames for the link's own
 * thread. Its lock guards the deframer alone.
 */
final class Reader {
  /** Frames that wait; more than a window's are no use, and are sent again. */
  private static final int MOST_FRAMES = 512;

  private final Runnable came;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deframer deframer = new Deframer(new Found());
  private final Queue<Frame> frames = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger damaged = new AtomicInteger();
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong good = new AtomicLong();
  private final AtomicLong bad = new AtomicLong();
  private final AtomicLong repaired = new AtomicLong();
  private boolean begins = true;
  private String end = "";
  private final LoginPrompt prompt = new LoginPrompt();
  private volatile BitSet lost = Probe.lost(new byte[0]);
  private volatile boolean wasProbed;
  private volatile boolean askedAgain;
  private volatile boolean isHolding;
  private volatile boolean wasPrompted;

  /**
   * @param came told when there is something for the link's own thread; must not block
   */
  Reader(Runnable came) {
    this.came = came;
  }

  private final class Found implements Deframer.Sink {
    @Override
    public void frame(Frame frame) {
      good.incrementAndGet();
      if (waiting.incrementAndGet() > MOST_FRAMES) {
        waiting.decrementAndGet();
        damaged();
      } else {
        frames.add(frame);
      }
    }

    @Override
    public void damaged() {
      bad.incrementAndGet();
      damaged.incrementAndGet();
    }

    @Override
    public void repaired() {
      repaired.incrementAndGet();
    }

    @Override
    public void probe(byte[] seen) {
      lost = Probe.lost(seen);
      wasProbed = true;
    }
  }

  /** See {@link GuestLink#received}. */
  ByteBuffer take(ByteBuffer bytes) {
    received.addAndGet(bytes.remaining());
    lock.lock();
    try {
      var text = deframer.take(bytes);
      look(text);
      isHolding = deframer.isHolding();
      return text;
    } finally {
      lock.unlock();
      came.run();
    }
  }

  /** See {@link GuestLink#release}. */
  ByteBuffer release() {
    lock.lock();
    try {
      var text = deframer.release();
      isHolding = false;
      look(text);
      return text;
    } finally {
      lock.unlock();
    }
  }

  /** What is looked for from now on. */
  void mode(Deframer.Mode mode) {
    lock.lock();
    try {
      begins = mode == Deframer.Mode.BEGINNING;
      deframer.mode(mode);
    } finally {
      lock.unlock();
    }
  }

  /** Which frames are due. */
  void expect(int due, int unconfirmed) {
    lock.lock();
    try {
      deframer.expect(due, unconfirmed);
    } finally {
      lock.unlock();
    }
  }

  /** There is more for the link's own thread than it had time for. */
  void signal() {
    came.run();
  }

  /** The next frame; null when there is none. */
  @Nullable Frame poll() {
    var frame = frames.poll();
    if (frame != null) {
      waiting.decrementAndGet();
    }
    return frame;
  }

  /** Whether something was damaged since the last question. */
  boolean wasDamaged() {
    return damaged.getAndSet(0) > 0;
  }

  /** Whether the guest has asked for the helper again since the last question. */
  boolean wasAskedAgain() {
    boolean was = askedAgain;
    askedAgain = false;
    return was;
  }

  /** Whether the guest has printed a login prompt since the last question. */
  boolean wasPrompted() {
    boolean was = wasPrompted;
    wasPrompted = false;
    return was;
  }

  boolean isHolding() {
    return isHolding;
  }

  /** Which bytes the guest's line loses, and whether that is known. */
  BitSet lost() {
    return lost;
  }

  boolean wasProbed() {
    return wasProbed;
  }

  LinkStatistics statistics(long sent, long resent) {
    return new LinkStatistics(sent, received.get(), good.get(), bad.get(), repaired.get(), resent);
  }

  private void look(ByteBuffer text) {
    if (begins) {
      lookForDamage(text);
    } else if (prompt.ends(text)) {
      wasPrompted = true;
    }
  }

  private void lookForDamage(ByteBuffer text) {
    var all = end + ISO_8859_1.decode(text.duplicate());
    if (all.contains(Bootstrap.DAMAGED)) {
      askedAgain = true;
      end = "";
    } else {
      end = all.substring(Math.max(0, all.length() - Bootstrap.DAMAGED.length() + 1));
    }
  }
}
