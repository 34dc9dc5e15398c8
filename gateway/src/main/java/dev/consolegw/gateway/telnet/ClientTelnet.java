package dev.consolegw.gateway.telnet;

import dev.consolegw.gateway.front.link.LinkWriter;
import dev.consolegw.gateway.net.Link;
import dev.consolegw.gateway.net.telnet.NetworkVirtualTerminal;
import dev.consolegw.gateway.net.telnet.Telnet;
import dev.consolegw.gateway.net.telnet.TelnetDecoder;
import dev.consolegw.gateway.net.telnet.TelnetException;
import dev.consolegw.gateway.net.telnet.TelnetOptions;
import dev.consolegw.gateway.net.telnet.TelnetVerb;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What one client and we agree on: we echo, which is the guest's business, and both sides send
 * 8-bit data without go-aheads. A client that declines BINARY gets its CRs as RFC 854 writes them.
 *
 * <p>On the link's thread, but for {@link #write}.
 */
final class ClientTelnet implements LinkWriter.Dialect {
  private static final List<Integer> OURS =
      List.of(Telnet.BINARY, Telnet.SUPPRESS_GO_AHEAD, Telnet.ECHO);
  private static final List<Integer> THEIRS = List.of(Telnet.BINARY, Telnet.SUPPRESS_GO_AHEAD);
  private static final byte[] HERE = "\r\n[Yes]\r\n".getBytes(StandardCharsets.US_ASCII);

  private final TelnetOptions options = new TelnetOptions(Set.copyOf(OURS), Set.copyOf(THEIRS));
  private final NetworkVirtualTerminal typed = new NetworkVirtualTerminal();
  private final NetworkVirtualTerminal shown = new NetworkVirtualTerminal();
  private final Events events;
  private final TelnetDecoder decoder;
  private boolean heard;
  private volatile boolean plainOutput = true;

  /** Hears what a client means. */
  interface Events {
    /** It has typed; the bytes are only valid during the call. */
    void typed(ByteBuffer bytes);

    /** It has sent a break. */
    void broke();

    /** This is to be said to it, between packets. */
    void say(byte[] words);
  }

  ClientTelnet(Events events) {
    this.events = events;
    this.decoder = new TelnetDecoder(new Incoming());
  }

  /** Says once what we do and what it is to do. */
  void offer() {
    var all = new ByteArrayOutputStream();
    Consumer<byte[]> add = all::writeBytes;
    OURS.forEach(option -> options.offer(option).ifPresent(add));
    THEIRS.forEach(option -> options.ask(option).ifPresent(add));
    events.say(all.toByteArray());
  }

  /**
   * Takes what came.
   *
   * @throws TelnetException when it cannot be followed any more
   */
  void received(ByteBuffer bytes) throws TelnetException {
    decoder.decode(bytes);
  }

  /** Whether it has said anything that is telnet's. */
  boolean isHeard() {
    return heard;
  }

  /** Whether all has its answer. */
  boolean isAgreed() {
    return !options.awaitsAnswer();
  }

  @Override
  public boolean isTerminal() {
    return true;
  }

  @Override
  public boolean write(Link link, ByteBuffer output) throws IOException {
    return link.write(Telnet.escaped(plainOutput ? shown.shown(output) : output));
  }

  private final class Incoming implements TelnetDecoder.Events {
    @Override
    public void data(ByteBuffer bytes) {
      events.typed(options.theyDo(Telnet.BINARY) ? bytes : typed.typed(bytes));
    }

    @Override
    public void negotiated(TelnetVerb said, int option) {
      heard = true;
      Optional<byte[]> answer = options.received(said, option);
      plainOutput = !options.weDo(Telnet.BINARY);
      answer.ifPresent(events::say);
    }

    @Override
    public void subnegotiated(int option, byte[] payload) {
      heard = true;
    }

    @Override
    public void commanded(int command) {
      heard = true;
      if (command == Telnet.BRK) {
        events.broke();
      } else if (command == Telnet.AYT) {
        events.say(HERE);
      }
    }
  }
}
