package dev.consolegw.gateway.shell;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.event.Events;
import dev.consolegw.gateway.event.ShellEvent;
import dev.consolegw.gateway.event.ShellEvent.Outcome;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestProcess;
import dev.consolegw.gateway.shell.guest.ProcessRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What one session does in one guest, told to whoever keeps account of it. Any thread. */
final class ShellEvents {
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final Events events;
  private final ConsoleId console;
  private final Session session;
  private final Grant grant;

  ShellEvents(Events events, ConsoleId console, Session session, Grant grant) {
    this.events = events;
    this.console = console;
    this.session = session;
    this.grant = grant;
  }

  /** The guest is open, and will not be for ever. */
  void opened(OpenGuest guest, String account) {
    events.publish(new ShellEvent.Began(console, session, grant, account, guest.how()));
    var _ = guest.ended().thenRun(() -> events.publish(new ShellEvent.Ended(console, session, "")));
  }

  /** They cannot have what they asked for. */
  void refused(Refusal why) {
    var ending = why.ending();
    events.publish(new ShellEvent.Refused(console, session, grant, ending.code(), ending.text()));
  }

  /** Tells of the beginning and the end of a command. */
  GuestProcess.Outcome told(ProcessRequest request, String account, ProcessSession command)
      throws IOException {
    long number = NUMBERS.incrementAndGet();
    long since = System.nanoTime();
    var line =
        new String(
            request.command().orElse("").getBytes(StandardCharsets.ISO_8859_1),
            StandardCharsets.UTF_8);
    events.publish(new ShellEvent.CommandBegan(console, session, grant, number, account, line));
    Outcome became = new Outcome.Stopped("the client left");
    try {
      var outcome = command.run();
      became =
          switch (outcome) {
            case GuestProcess.Outcome.Exited(int status) -> new Outcome.Exited(status);
            case GuestProcess.Outcome.Signalled(var name) -> new Outcome.Stopped("SIG" + name);
          };
      return outcome;
    } catch (GuestException lost) {
      became = new Outcome.Stopped(String.valueOf(lost.getMessage()));
      throw lost;
    } finally {
      var took = Duration.ofNanos(System.nanoTime() - since);
      events.publish(
          new ShellEvent.CommandEnded(
              console, session, number, became, command.bytesIn(), command.bytesOut(), took));
    }
  }
}
