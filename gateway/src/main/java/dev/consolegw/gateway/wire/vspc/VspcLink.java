package dev.consolegw.gateway.wire.vspc;

import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.net.Link;
import dev.consolegw.gateway.net.telnet.Telnet;
import dev.consolegw.gateway.net.telnet.TelnetDecoder;
import dev.consolegw.gateway.net.telnet.TelnetException;
import dev.consolegw.gateway.net.telnet.TelnetOptions;
import dev.consolegw.gateway.net.telnet.TelnetVerb;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One telnet connection of an ESXi host: which options are in use, and what is said within VMware's
 * own. What it means is for its {@link Owner}, who is called on the link's thread.
 *
 * <p>Any thread. The lock guards the input that the link has no room for, and is held over the
 * link's non-blocking writes.
 */
final class VspcLink {
  private static final Logger log = LoggerFactory.getLogger(VspcLink.class);
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private static final Reason FULL = Reason.of(Reason.Kind.ENDED, "its host takes nothing more");

  /** What a host may do on its side. Neither AUTHENTICATION (37) nor COM-PORT (44) is among it. */
  private static final Set<Integer> THEIRS =
      Set.of(Telnet.BINARY, Telnet.SUPPRESS_GO_AHEAD, Suboption.OPTION);

  private static final List<Integer> OURS =
      List.of(Telnet.BINARY, Telnet.SUPPRESS_GO_AHEAD, Telnet.ECHO);

  private final Link link;
  private final InetAddress from;
  private final TelnetOptions options = new TelnetOptions(Set.copyOf(OURS), THEIRS);
  private final TelnetDecoder decoder = new TelnetDecoder(new Incoming());
  private final ReentrantLock writing = new ReentrantLock();
  private @Nullable ByteBuffer waiting; // guarded by writing
  private volatile Owner owner;
  private boolean offered; // on the link's thread

  /** Whose link it is. Called on the link's thread; must not block. */
  interface Owner {
    /** The host speaks VMware's extension, or declines it. */
    void extended(VspcLink link, boolean agreed);

    /** The guest printed; the buffer is only valid during the call. */
    void printed(VspcLink link, ByteBuffer bytes);

    /** Something was said within VMware's option. */
    void said(VspcLink link, Suboption what, byte[] value);

    /** The system has taken all that was written. */
    void drained(VspcLink link);

    /** The last call. */
    void ended(VspcLink link, Reason why);
  }

  /**
   * @param from the host's address
   */
  VspcLink(Link link, InetAddress from, Owner first) {
    this.link = link;
    this.from = from;
    this.owner = first;
  }

  InetAddress from() {
    return from;
  }

  /** The same, for the log. */
  String host() {
    return from.getHostAddress();
  }

  /** Begins to read, and makes the first offers; the host may have made its own already. */
  void open() {
    link.open(new Listener(), NOTHING);
    link.post(this::offer);
  }

  /** Says once what we do and what the host is to do; before anything that it says is answered. */
  private void offer() {
    if (offered) {
      return;
    }
    offered = true;
    for (int option : OURS) {
      options.offer(option).ifPresent(this::write);
    }
    for (int option : List.of(Telnet.BINARY, Telnet.SUPPRESS_GO_AHEAD, Suboption.OPTION)) {
      options.ask(option).ifPresent(this::write);
    }
  }

  /** Another hears of it from now on. On the link's thread. */
  void handTo(Owner next) {
    owner = next;
  }

  /** Says something within VMware's option. A link that is gone says so by itself. */
  void say(Suboption what, byte... value) {
    write(message(what, value));
  }

  /** The same behind all input, also behind what the link has no room for yet. */
  void sayBehindInput(Suboption what, byte... value) {
    try {
      input(ByteBuffer.wrap(message(what, value)));
    } catch (IOException gone) {
      link.close(FULL);
    }
  }

  private static byte[] message(Suboption what, byte[] value) {
    var payload = Arrays.copyOf(new byte[] {what.code()}, 1 + value.length);
    System.arraycopy(value, 0, payload, 1, value.length);
    return Telnet.subnegotiation(Suboption.OPTION, payload);
  }

  private void write(byte[] bytes) {
    try {
      link.write(ByteBuffer.wrap(bytes));
    } catch (IOException gone) {
      link.close(FULL);
    }
  }

  /**
   * Sends input, as it is on the wire; keeps what is not taken at once, one input of it.
   *
   * @return whether all of it is gone; if not, {@link Owner#drained} follows
   */
  boolean input(ByteBuffer bytes) throws IOException {
    writing.lock();
    try {
      var before = waiting;
      if (before != null) {
        waiting =
            ByteBuffer.allocate(before.remaining() + bytes.remaining())
                .put(before)
                .put(bytes)
                .flip();
        return false;
      }
      if (link.holds()) {
        // Behind what is held, a link has room for a few words only.
        waiting = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        link.post(this::drain); // what is held may be gone by now
        return false;
      }
      return link.write(bytes);
    } finally {
      writing.unlock();
    }
  }

  boolean holds() {
    writing.lock();
    try {
      return waiting != null || link.holds();
    } finally {
      writing.unlock();
    }
  }

  private void drain() {
    writing.lock();
    try {
      if (link.holds()) {
        return; // it drains once more
      }
      var next = waiting;
      waiting = null;
      if (next != null && !link.write(next)) {
        return;
      }
    } catch (IOException gone) {
      return; // its end follows
    } finally {
      writing.unlock();
    }
    owner.drained(this);
  }

  void pause() {
    link.pause();
  }

  void resume() {
    link.resume();
  }

  void post(Runnable task) {
    link.post(task);
  }

  void close(Reason why) {
    link.close(why);
  }

  /** Writes plain words to somebody who is no host, and ends it. */
  void tellOff(String words, Reason why) {
    write(words.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    link.close(why);
  }

  private final class Listener implements Link.Listener {
    @Override
    public void received(ByteBuffer bytes) {
      offer();
      try {
        decoder.decode(bytes);
      } catch (TelnetException endless) {
        close(Reason.of(Reason.Kind.PROTOCOL, "its host sent " + endless.getMessage()));
      }
    }

    @Override
    public void drained() {
      drain();
    }

    @Override
    public void ended(Reason why) {
      owner.ended(VspcLink.this, why);
    }
  }

  private final class Incoming implements TelnetDecoder.Events {
    @Override
    public void data(ByteBuffer bytes) {
      owner.printed(VspcLink.this, bytes);
    }

    @Override
    public void negotiated(TelnetVerb said, int option) {
      boolean before = options.theyDo(option);
      options.received(said, option).ifPresent(VspcLink.this::write);
      boolean declined = said == TelnetVerb.WONT || said == TelnetVerb.DONT;
      if (option == Suboption.OPTION && (declined || before != options.theyDo(option))) {
        owner.extended(VspcLink.this, options.theyDo(option));
      }
    }

    @Override
    public void subnegotiated(int option, byte[] payload) {
      if (option != Suboption.OPTION || payload.length == 0) {
        return;
      }
      Optional<Suboption> known = Suboption.of(payload[0]);
      if (known.isEmpty()) {
        say(Suboption.UNKNOWN_SUBOPTION_RCVD_2, payload[0]);
        return;
      }
      switch (known.get()) {
        case KNOWN_SUBOPTIONS_1 -> say(Suboption.KNOWN_SUBOPTIONS_2, Suboption.known());
        case UNKNOWN_SUBOPTION_RCVD_1 ->
            log.info(
                "event=vspc-suboption-unknown-there host={} codes={}",
                host(),
                Arrays.toString(Arrays.copyOfRange(payload, 1, payload.length)));
        case VMOTION_BEGIN,
            VMOTION_PEER,
            VMOTION_COMPLETE,
            VMOTION_ABORT,
            DO_PROXY,
            VM_VC_UUID,
            VM_NAME ->
            owner.said(VspcLink.this, known.get(), Arrays.copyOfRange(payload, 1, payload.length));
        case KNOWN_SUBOPTIONS_2,
            UNKNOWN_SUBOPTION_RCVD_2,
            VMOTION_GOAHEAD,
            VMOTION_NOTNOW,
            VMOTION_PEER_OK,
            WILL_PROXY,
            WONT_PROXY,
            GET_VM_VC_UUID,
            GET_VM_NAME -> {} // ours to say
      }
    }

    @Override
    public void commanded(int command) {
      // A host sends none that would mean something to us.
    }
  }
}
