package dev.consolegw.gateway.telnet;

import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.front.link.LinkChannel;
import dev.consolegw.gateway.front.link.LinkWriter;
import dev.consolegw.gateway.net.Link;
import dev.consolegw.gateway.net.accept.Doorkeeper;
import dev.consolegw.gateway.net.telnet.TelnetException;
import dev.consolegw.gateway.ops.SessionRegistry;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One client of a port: finds out what it speaks, and then is its channel's connection. Whoever
 * answers to our offers speaks telnet; a debugger, which speaks first, is never shown them; anybody
 * else gets the bytes as they are.
 *
 * <pre>
 *             100 ms, or any byte            all is answered, or 500 ms
 *   NEW ───────────────────────▶ OFFERED ─────────────────────────────▶ TELNET
 *    │  '+', '$': gdb               │ 500 ms, nothing of telnet's
 *    └──────────────────────────────┴─────────────────────────────────▶ RAW
 * </pre>
 *
 * <p>On the link's thread.
 */
final class TelnetConnection implements Link.Listener, SessionRegistry.ClientConnection {
  /** How long a client may speak first. */
  static final Duration FIRST = Duration.ofMillis(100);

  /** How long it has to answer to our offers. */
  static final Duration NEGOTIATION = Duration.ofMillis(500);

  /** What it may send before it is served, in bytes; then it is not read until it is. */
  static final int EARLY = 4 * 1024;

  /** How packets and acknowledgements of gdb's remote protocol begin. */
  private static final String DEBUGGER = "+$";

  /** A page in somebody's browser can have it connect to the loopback: its request is no input. */
  private static final Pattern BROWSER = Pattern.compile("[A-Z]{3,20} \\S+ HTTP/\\d");

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();
  private static final Reason TOLD = Reason.of(Reason.Kind.LOCAL, "it was told why");

  private final Link link;
  private final Doorkeeper.Visit visit;
  private final ScheduledExecutorService timer;
  private final Service service;
  private final Runnable leave;
  private final ClientTelnet telnet = new ClientTelnet(new Said());
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream(0);
  private final ByteArrayOutputStream typed = new ByteArrayOutputStream(0);
  private State state = State.NEW;
  private @Nullable Served served;

  private enum State {
    NEW,
    OFFERED,
    TELNET,
    RAW
  }

  /** Whoever serves it. */
  interface Service {
    /** Makes its channel and has it served; null when it cannot be, which it was told. */
    @Nullable Served serve(TelnetConnection connection, LinkWriter.Dialect dialect);

    /** It was told why it is not served. */
    void toldOff(SessionEnd why);
  }

  /** What it has become. */
  record Served(LinkChannel channel, LinkWriter out) {}

  /**
   * One that is not read before {@link #open}.
   *
   * @param visit is over when it is served, or gone
   * @param service serves it
   * @param leave runs when it is gone
   */
  TelnetConnection(
      Link link,
      Doorkeeper.Visit visit,
      ScheduledExecutorService timer,
      Service service,
      Runnable leave) {
    this.link = link;
    this.visit = visit;
    this.timer = timer;
    this.service = service;
    this.leave = leave;
  }

  Link link() {
    return link;
  }

  void open() {
    link.open(this, NOTHING);
    after(FIRST, this::offer);
  }

  private void after(Duration delay, Runnable what) {
    var _ = timer.schedule(() -> link.post(what), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void offer() {
    if (state == State.NEW) {
      state = State.OFFERED;
      telnet.offer();
      after(NEGOTIATION, this::decide);
    }
  }

  private void decide() {
    if (state == State.OFFERED) {
      become(telnet.isHeard() ? State.TELNET : State.RAW);
    }
  }

  @Override
  public void received(ByteBuffer bytes) {
    switch (state) {
      case NEW -> {
        if (DEBUGGER.indexOf(bytes.get(bytes.position())) >= 0) {
          keep(bytes, sent);
          become(State.RAW);
        } else {
          offer();
          undecided(bytes);
        }
      }
      case OFFERED -> undecided(bytes);
      case TELNET -> decode(bytes);
      case RAW -> typed(bytes);
    }
  }

  private void undecided(ByteBuffer bytes) {
    keep(bytes.duplicate(), sent);
    decode(bytes);
    if (state == State.OFFERED && telnet.isHeard() && telnet.isAgreed()) {
      become(State.TELNET);
    } else if (sent.size() >= EARLY) {
      link.pause();
    }
  }

  private void decode(ByteBuffer bytes) {
    try {
      telnet.received(bytes);
    } catch (TelnetException endless) {
      link.close(Reason.of(Reason.Kind.PROTOCOL, "it sent " + endless.getMessage()));
    }
  }

  private static void keep(ByteBuffer bytes, ByteArrayOutputStream there) {
    var copy = new byte[bytes.remaining()];
    bytes.get(copy);
    there.writeBytes(copy);
  }

  private void become(State what) {
    state = what;
    visit.end();
    if (what == State.RAW
        && BROWSER.matcher(sent.toString(StandardCharsets.ISO_8859_1)).lookingAt()) {
      tellOff(ExitCode.USAGE, "this is a serial port; no browser types here");
      return;
    }
    var early = ByteBuffer.wrap((what == State.RAW ? sent : typed).toByteArray());
    sent.reset();
    typed.reset();
    served = service.serve(this, what == State.RAW ? Raw.DIALECT : telnet);
    link.resume();
    if (early.hasRemaining()) {
      typed(early);
    }
  }

  private void typed(ByteBuffer bytes) {
    if (served != null) {
      served.channel().received(bytes);
    } else if (state == State.NEW || state == State.OFFERED) {
      keep(bytes, typed);
    }
  }

  /** Instead of {@link #open}. */
  void refuse(ExitCode code, String sentence) {
    state = State.RAW;
    link.open(this, NOTHING);
    tellOff(code, sentence);
  }

  /** Says why it cannot be served, and ends it. */
  void tellOff(ExitCode code, String sentence) {
    service.toldOff(SessionEnd.now(code, sentence));
    try {
      link.write(
          ByteBuffer.wrap(("console: " + sentence + "\r\n").getBytes(StandardCharsets.UTF_8)));
    } catch (IOException gone) {
      // Nobody is there to be told.
    }
    link.close(TOLD);
  }

  @Override
  public void drained() {
    if (served != null) {
      served.out().drained();
    }
  }

  @Override
  public void ended(Reason why) {
    visit.end();
    if (served != null) {
      served.channel().gone();
      served.out().close();
    }
    leave.run();
    closed.complete(null);
  }

  @Override
  public CompletionStage<Void> closed() {
    return closed;
  }

  /** Bytes as they are. */
  private enum Raw implements LinkWriter.Dialect {
    DIALECT;

    @Override
    public boolean isTerminal() {
      return false;
    }

    @Override
    public boolean write(Link link, ByteBuffer output) throws IOException {
      return link.write(output);
    }
  }

  private final class Said implements ClientTelnet.Events {
    @Override
    public void typed(ByteBuffer bytes) {
      TelnetConnection.this.typed(bytes);
    }

    @Override
    public void broke() {
      if (served != null) {
        served.channel().broke();
      }
    }

    @Override
    public void say(byte[] words) {
      if (served != null) {
        served.out().say(words);
        return;
      }
      try {
        link.write(ByteBuffer.wrap(words));
      } catch (IOException gone) {
        // Its end follows.
      }
    }
  }
}
