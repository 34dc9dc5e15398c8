package dev.consolegw.gateway.wire.vspc;

import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.terminal.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call that has not said yet whose it is. Asks for the VM's UUID and name and waits for its wish
 * for a proxy; a VM that leaves out some of it is served under the rest. A call that speaks of a
 * move is handed to the VM that moves; somebody who is no host is told so. On the link's thread.
 */
final class Reception implements VspcLink.Owner {
  /** How long a call may take to say whose it is. */
  static final Duration IDENTIFY = Duration.ofSeconds(20);

  /** How long it may then take to answer our questions. */
  static final Duration ANSWERS = Duration.ofSeconds(2);

  /** Longer names, UUIDs and URIs are cut, in characters. */
  static final int TEXT = 256;

  /** Wrong secrets that one call may say. */
  static final int WRONG_PEERS = 3;

  private static final String NO_HOST =
      "\r\nThis port is for the serial ports of VMware's virtual machines, whose hosts connect here"
          + " by themselves.\r\nTo open a console, use ssh.\r\n";

  private static final Reason TOLD_OFF =
      Reason.of(Reason.Kind.PROTOCOL, "the caller is no ESXi host");

  private static final Reason UNSAID =
      Reason.of(Reason.Kind.PROTOCOL, "the caller did not say whose line it is");

  private static final Logger log = LoggerFactory.getLogger(Reception.class);

  private final Callers callers;
  private final VspcServices services;
  private final Runnable known;
  private final EarlyOutput early;
  private @Nullable String name;
  private @Nullable String uuid;
  private @Nullable String uri;
  private boolean extended;
  private boolean done; // it is known whose it is, or over
  private boolean over;
  private int wrongPeers;

  /**
   * @param known told once, when it is known whose call it is or it is over
   */
  Reception(Callers callers, VspcServices services, Runnable known) {
    this.callers = callers;
    this.services = services;
    this.known = known;
    this.early = services.earlyOutput();
  }

  /** Waits for no longer than that. */
  void begin(VspcLink link) {
    later(link, IDENTIFY, () -> tooLate(link));
  }

  private void later(VspcLink link, Duration time, Runnable what) {
    var _ =
        services
            .timer()
            .schedule(
                () ->
                    link.post(() -> {
                      if (!done) {
                        what.run();
                      }
                    }),
                time.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  /** A host that has not wished for a proxy calls again, and then does perhaps. */
  private void tooLate(VspcLink link) {
    log.info("event=vspc-told-off host={}", link.host());
    leave();
    if (extended) {
      link.close(UNSAID);
    } else {
      link.tellOff(NO_HOST, TOLD_OFF);
    }
  }

  /** What a host said of itself, as text. */
  static String text(byte[] value) {
    var text = new String(value, StandardCharsets.UTF_8).strip();
    return text.length() <= TEXT
        ? text
        : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, TEXT)));
  }

  @Override
  public void extended(VspcLink link, boolean agreed) {
    if (done) {
      return;
    }
    if (!agreed) {
      log.info("event=vspc-told-off host={}", link.host());
      leave();
      link.tellOff(NO_HOST, TOLD_OFF);
      return;
    }
    extended = true;
    link.say(Suboption.KNOWN_SUBOPTIONS_2, Suboption.known());
    link.say(Suboption.GET_VM_VC_UUID);
    link.say(Suboption.GET_VM_NAME);
  }

  @Override
  public void printed(VspcLink link, ByteBuffer bytes) {
    if (over || early.add(bytes) || done) {
      return;
    }
    if (uri != null) {
      identified(link);
    } else {
      leave();
      link.close(UNSAID);
    }
  }

  @Override
  public void said(VspcLink link, Suboption what, byte[] value) {
    if (done) {
      return;
    }
    switch (what) {
      case VM_NAME -> name = text(value);
      case VM_VC_UUID -> uuid = text(value);
      case DO_PROXY -> proxy(link, value);
      case VMOTION_PEER -> peer(link, value);
      case VMOTION_BEGIN,
          VMOTION_COMPLETE,
          VMOTION_ABORT,
          KNOWN_SUBOPTIONS_1,
          KNOWN_SUBOPTIONS_2,
          UNKNOWN_SUBOPTION_RCVD_1,
          UNKNOWN_SUBOPTION_RCVD_2,
          VMOTION_GOAHEAD,
          VMOTION_NOTNOW,
          VMOTION_PEER_OK,
          WILL_PROXY,
          WONT_PROXY,
          GET_VM_VC_UUID,
          GET_VM_NAME -> {} // nothing that a call begins with
    }
    if (!done && name != null && uuid != null && uri != null) {
      identified(link);
    }
  }

  /** Direction and service URI; only servers are served: we dial nobody for a VM. */
  private void proxy(VspcLink link, byte[] value) {
    if (value.length == 0 || value[0] != 'S') {
      log.warn(
          "event=vspc-direction-declined host={} direction=client"
              + " hint=\"the serial port's direction has to be server\"",
          link.host());
      leave();
      link.say(Suboption.WONT_PROXY);
      link.close(Reason.of(Reason.Kind.REFUSED, "its direction is client"));
      return;
    }
    uri = text(Arrays.copyOfRange(value, 1, value.length));
    later(link, ANSWERS, () -> identified(link));
  }

  private void peer(VspcLink link, byte[] value) {
    var ticket = services.moves().of(value);
    if (ticket.isPresent() && ticket.get().vm().line().peer(ticket.get(), link)) {
      // What it printed so far, if anything, comes with its arrival.
      var before = early.take();
      leave();
      if (before.hasRemaining()) {
        ticket.get().vm().printed(link, before);
      }
      return;
    }
    // No answer: there is none for it, and whoever guesses learns nothing.
    log.warn("event=vspc-peer-unknown host={}", link.host());
    if (++wrongPeers == WRONG_PEERS) {
      leave();
      link.close(Reason.of(Reason.Kind.REFUSED, "it knows no VM that moves"));
    }
  }

  private void identified(VspcLink link) {
    done = true;
    known.run();
    var caller = new Registrar.Caller(orEmpty(name), orEmpty(uuid), orEmpty(uri), link.from());
    log.debug(
        "event=vspc-identified host={} name={} uri={}",
        link.host(),
        Printable.of(caller.name()).asValue(),
        Printable.of(caller.uri()).asValue());
    callers.identified(link, caller, early);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private void leave() {
    over = true;
    var _ = early.take();
    if (!done) {
      done = true;
      known.run();
    }
  }

  @Override
  public void drained(VspcLink link) {
    // Nothing but answers has been sent.
  }

  @Override
  public void ended(VspcLink link, Reason why) {
    leave();
  }
}
