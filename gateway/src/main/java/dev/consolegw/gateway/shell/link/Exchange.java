package dev.consolegw.gateway.shell.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.link.arq.Arq;
import dev.consolegw.gateway.shell.link.channel.Mux;
import dev.consolegw.gateway.shell.link.frame.Alphabet;
import dev.consolegw.gateway.shell.link.frame.Deframer;
import dev.consolegw.gateway.shell.link.frame.Frame;
import dev.consolegw.gateway.shell.link.frame.Probe;
import dev.consolegw.gateway.shell.link.stream.Message;
import dev.consolegw.gateway.shell.link.stream.Op;
import dev.consolegw.gateway.shell.link.stream.Packer;
import dev.consolegw.gateway.shell.link.stream.Unpacker;
import dev.consolegw.gateway.terminal.Printable;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;

/**
 * The conversation with the helper, from its first word on: takes frames apart and makes them. All
 * of it runs in {@link #round}, one at a time; what others ask for is laid down by {@link
 * GuestLink} and found there.
 */
final class Exchange {
  private static final double GREETING_SECONDS = 3;

  /** Frames of a helper that has not been asked yet are no answers; it is not asked each time. */
  private static final double ANSWER_SECONDS = 0.2;

  private static final double PING_SECONDS = 15;
  private static final double SETTLED_SECONDS = 10;

  /** So long it may take to answer when it seems to have restarted. */
  private static final double DOUBT_SECONDS = 10;

  /** What a round takes at most: some milliseconds of a processor. */
  private static final int FRAMES_AT_ONCE = 64;

  private static final long INFLATED_AT_ONCE = 1024 * 1024;

  private static final int VERSION = 1;
  private static final int NONCE = 8;
  private static final int BITS = 32;
  private static final int READY = NONCE + BITS + 1;
  private static final int QUIET_KERNEL = 1;

  /** Only who is there is asked; the line has not been tried. */
  private static final int ONLY_WHO = 2;

  private static final byte[] ENTER = {'\r'};

  /** How far it is. */
  enum State {
    /** Nobody is there yet. */
    BEGINNING,
    /** We have said how we are; the guest has not answered. */
    GREETED,
    READY,
    /** The line is gone. */
    INTERRUPTED,
    ENDED
  }

  /** Where bytes come from, and go to. */
  record Ends(Reader reader, Sender sender) {}

  private final LinkLimits limits;
  private final Reader reader;
  private final Sender sender;
  private final Mux mux;
  private final Consumer<GuestException> fail;
  private final Arq arq = new Arq();
  private final Packer packer;
  private final Unpacker unpacker = new Unpacker();
  private Alphabet alphabet = Alphabet.armour();
  private State state = State.BEGINNING;
  private byte[] nonce = new byte[0];
  private boolean settled;
  private double greeted;
  private double pinged;
  private double readied;
  private double heard;
  private double doubted = Double.POSITIVE_INFINITY;
  private double interrupted;

  /** It was ready once, so that whoever does not answer is not it any more. */
  private boolean wasReady;

  /** The line is back; whether the helper is has to be seen. */
  private boolean returns;

  /** An Enter has asked who is there; a helper answers it with a frame. */
  private boolean knocked;

  private boolean byeSaid;
  private boolean gone;

  /**
   * @param fail told, on this thread, when the link must end
   */
  Exchange(LinkLimits limits, Ends ends, Mux mux, Packer packer, Consumer<GuestException> fail) {
    this.limits = limits;
    this.reader = ends.reader;
    this.sender = ends.sender;
    this.mux = mux;
    this.fail = fail;
    this.packer = packer;
  }

  boolean isReady() {
    return state == State.READY;
  }

  boolean isGone() {
    return gone;
  }

  long resent() {
    return arq.resent();
  }

  /** Takes what has come, and sends what is due. */
  void round(double now) {
    try {
      hear(now);
      if (state == State.BEGINNING && reader.wasAskedAgain()) {
        sender.add(Bootstrap.standard().helper());
      }
      if (state == State.INTERRUPTED && now - interrupted >= limits.absence().toSeconds()) {
        throw new GuestException(
            GuestException.Kind.UNREACHABLE,
            "the line to the guest was lost, and has not come back within %d s"
                .formatted(limits.absence().toSeconds()));
      }
      if (state == State.GREETED && wasReady) {
        checkThatItIsThere(now);
      }
      if (state == State.GREETED && now - greeted >= GREETING_SECONDS && !isDoubted()) {
        greet(now);
      }
      if (state == State.READY) {
        converse(now);
      }
    } catch (GuestException nonsense) {
      fail.accept(nonsense);
    }
    if (sender.size() > 0 && state != State.INTERRUPTED) {
      sender.signal();
    }
  }

  /** As many frames as one round has time for; the next one takes the others. */
  private void hear(double now) throws GuestException {
    long enough = unpacker.inflated() + INFLATED_AT_ONCE;
    int frames = 0;
    for (var frame = reader.poll(); frame != null && state != State.ENDED; frame = reader.poll()) {
      if (frame.kind() != Frame.Kind.PING) { // only an echo says that
        heard = now;
      }
      take(frame, now);
      if (++frames >= FRAMES_AT_ONCE || unpacker.inflated() >= enough) {
        reader.signal();
        return;
      }
    }
  }

  /** When the next round is due without a signal, in the clock's seconds. */
  double deadline() {
    return switch (state) {
      case BEGINNING, ENDED -> Double.POSITIVE_INFINITY;
      case INTERRUPTED -> interrupted + limits.absence().toSeconds();
      case GREETED -> isDoubted() ? doubted + DOUBT_SECONDS : greeted + GREETING_SECONDS;
      case READY ->
          Math.min(doubted + DOUBT_SECONDS, Math.min(arq.deadline(), pinged + PING_SECONDS));
    };
  }

  void interrupt(double now) {
    if (state == State.READY || (state == State.GREETED && !returns)) {
      interrupted = now; // one that comes and goes has not come back
    }
    if (state == State.READY || state == State.GREETED) {
      state = State.INTERRUPTED;
    }
    sender.clear();
  }

  void resume(double now) {
    if (state == State.INTERRUPTED) {
      reader.mode(Deframer.Mode.ANY);
      settled = false;
      returns = true;
      knocked = false;
      boolean _ = reader.wasPrompted(); // by whoever was there before
      heard = now;
      doubted = Double.POSITIVE_INFINITY;
      greet(now);
    }
  }

  /** The helper is to end. */
  void sayBye() {
    if (!byeSaid && state == State.READY) {
      byeSaid = true;
      packer.add(Message.of(Op.BYE, 0));
      arq.add(packer.flush());
    }
  }

  /** Frees everything; if the guest has broken rules, its helper is told to go. */
  void end(boolean reset) {
    if (state != State.ENDED) {
      boolean hears = state == State.GREETED || state == State.READY;
      if (reset && hears && !gone) { // else it would be typed at a shell
        sender.clear();
        sender.add(GuestLink.reset());
        sender.signal();
      }
      state = State.ENDED;
      packer.close();
      unpacker.close();
    }
  }

  private void take(Frame frame, double now) throws GuestException {
    switch (frame.kind()) {
      case HELLO -> hello(frame.payload(), now);
      case READY -> ready(frame, now);
      case GONE -> gone(new String(frame.payload(), UTF_8));
      case DATA, ACKNOWLEDGED, REPEAT, PING -> {
        if (state == State.READY) {
          data(frame, now);
        } else if (state == State.GREETED && returns && now - greeted > ANSWER_SECONDS) {
          greet(now);
        }
      }
    }
  }

  private void data(Frame frame, double now) throws GuestException {
    var payload = arq.take(frame, now);
    if (payload.isPresent()) {
      for (var message : unpacker.take(payload.get())) {
        mux.take(message);
      }
    }
  }

  private void gone(String why) throws GuestException {
    gone = true;
    if (!byeSaid) {
      throw new GuestException(
          GuestException.Kind.UNREACHABLE,
          "our program in the guest has ended: " + Printable.of(why));
    }
  }

  private void hello(byte[] payload, double now) throws GuestException {
    if (payload.length < 1 + NONCE || payload[0] != VERSION) {
      throw new GuestException(
          GuestException.Kind.UNREACHABLE, "something in the guest speaks, but not our program");
    }
    byte[] theirs = Arrays.copyOfRange(payload, 1, 1 + NONCE);
    if (nonce.length == 0) {
      nonce = theirs;
    } else if (!Arrays.equals(nonce, theirs)) {
      throw restarted();
    }
    if (state == State.BEGINNING) {
      reader.mode(Deframer.Mode.ANY);
      greet(now);
    }
  }

  /** Says which of the guest's bytes we have missed, and lets it see which of ours it does. */
  private void greet(double now) {
    state = State.GREETED;
    greeted = now;
    if (sender.size() > arq.ready()) {
      return; // the line takes nothing
    }
    if (returns && !knocked) {
      knocked = true;
      sender.add(ENTER);
      return;
    }
    var hello = ByteBuffer.allocate(1 + Integer.BYTES + BITS);
    hello.put(flags()).putInt(limits.memory());
    hello.put(Alphabet.bits(reader.lost()));
    var out = new ByteArrayOutputStream();
    if (!returns) {
      out.writeBytes(Probe.bytes());
    }
    var frame = new Frame(Frame.Kind.HELLO, 0, arq.due(), hello.array());
    out.writeBytes(Alphabet.armour().writeMarked(frame));
    sender.add(out.toByteArray());
  }

  /** The guest says them back, so that each answer is known by its question. */
  private byte flags() {
    return (byte) ((limits.quietKernel() ? QUIET_KERNEL : 0) | (returns ? ONLY_WHO : 0));
  }

  private void ready(Frame frame, double now) throws GuestException {
    byte[] payload = frame.payload();
    if (state != State.GREETED || payload.length != READY) {
      return;
    }
    if (!Arrays.equals(nonce, Arrays.copyOf(payload, NONCE))) {
      throw restarted();
    }
    if (payload[READY - 1] != flags()) {
      return; // answers what we have asked before
    }
    if (returns) {
      returns = false;
      greet(now); // it is our helper, so the line may be tried
      return;
    }
    var lost = BitSet.valueOf(Arrays.copyOfRange(payload, NONCE, READY - 1));
    alphabet = Alphabet.without(lost);
    state = State.READY;
    wasReady = true;
    readied = now;
    pinged = now;
    arq.resume();
  }

  private void converse(double now) throws GuestException {
    if (!settled && now - readied > SETTLED_SECONDS) {
      settled = true;
      boolean armoured = Alphabet.without(reader.lost()).isArmoured();
      reader.mode(armoured ? Deframer.Mode.ARMOURED : Deframer.Mode.PLAIN);
    }
    checkThatItIsThere(now);
    if (reader.wasDamaged()) {
      arq.missed(now);
    }
    arq.alarm(now);
    packer.hurry(arq.isFast());
    int ready = arq.ready();
    while (sender.size() < ready) {
      var frame = arq.poll(now);
      if (frame == null) {
        if (!arq.hasRoom() || !mux.pack(packer, arq.burst())) {
          break;
        }
        arq.add(packer.flush());
      } else {
        sender.add(alphabet.write(frame));
      }
    }
    if (now - pinged >= PING_SECONDS) {
      pinged = now;
      sender.add(alphabet.write(Frame.of(Frame.Kind.PING, arq.due())));
    }
    reader.expect(arq.due(), arq.unconfirmed());
  }

  private boolean isDoubted() {
    return doubted != Double.POSITIVE_INFINITY;
  }

  private void checkThatItIsThere(double now) throws GuestException {
    if (now - heard > limits.silence().toSeconds()) {
      throw new GuestException(
          GuestException.Kind.UNREACHABLE,
          "the guest has not answered for %d s".formatted(limits.silence().toSeconds()));
    }
    doubt(now);
  }

  /** A guest that asks who is there is asked whether it still is. */
  private void doubt(double now) throws GuestException {
    if (heard > doubted) {
      doubted = Double.POSITIVE_INFINITY;
    }
    if (now - doubted >= DOUBT_SECONDS) {
      throw restarted();
    }
    if (reader.wasPrompted() && !isDoubted()) {
      doubted = now;
      pinged = now - PING_SECONDS;
    }
  }

  private static GuestException restarted() {
    return new GuestException(GuestException.Kind.UNREACHABLE, "the guest restarted");
  }
}
