package dev.consolegw.gateway.shell;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.event.Events;
import dev.consolegw.gateway.event.ShellEvent;
import dev.consolegw.gateway.event.ShellEvent.Direction;
import dev.consolegw.gateway.event.ShellEvent.Outcome;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestProcess;
import dev.consolegw.gateway.shell.guest.ProcessRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What one session does in one guest, told to whoever keeps account of it. Any thread. */
final class ShellEvents {
  private static final String LEFT = "the client left";

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
    var _ =
        guest
            .ended()
            .thenAccept(why -> events.publish(new ShellEvent.Ended(console, session, why)));
  }

  /** They cannot have what they asked for. */
  void refused(Refusal why) {
    var ending = why.ending();
    events.publish(new ShellEvent.Refused(console, session, grant, ending.code(), ending.text()));
  }

  /** They cannot have a connection, or a port, that they asked for. */
  void refused(Port port, Refusal why) {
    var ending = why.ending();
    events.publish(
        new ShellEvent.PortRefused(
            console,
            session,
            grant,
            port.host(),
            port.port(),
            port.direction(),
            ending.code(),
            ending.text()));
  }

  /** Has connections on record: each when it begins, and when it has ended. */
  HeldSocket.Told connections(Port port) {
    return () -> {
      long number = NUMBERS.incrementAndGet();
      var host = port.host();
      var direction = port.direction();
      events.publish(
          new ShellEvent.PortOpened(console, session, grant, number, host, port.port(), direction));
      return (in, out) ->
          events.publish(
              new ShellEvent.Forwarded(
                  console, session, number, host, port.port(), direction, in, out));
    };
  }

  /** Has a port on record that is listened at, and the connections that come there. */
  HeldListener.Told listener(Port port) {
    return new HeldListener.Told() {
      @Override
      public Runnable listening() {
        long number = NUMBERS.incrementAndGet();
        events.publish(
            new ShellEvent.Listening(console, session, grant, number, port.host(), port.port()));
        return () ->
            events.publish(
                new ShellEvent.ListeningEnded(console, session, number, port.host(), port.port()));
      }

      @Override
      public HeldSocket.Told connections() {
        return ShellEvents.this.connections(port);
      }
    };
  }

  /**
   * What connects, or listens.
   *
   * @param host as the guest understands it
   */
  record Port(String host, int port, Direction direction) {}

  /**
   * Tells of the beginning and the end of a command.
   *
   * @param cutOff why nobody waits for it any more, if that is so
   */
  GuestProcess.Outcome told(
      ProcessRequest request,
      String account,
      ProcessSession command,
      Supplier<Optional<String>> cutOff)
      throws IOException {
    long number = NUMBERS.incrementAndGet();
    long since = System.nanoTime();
    var line =
        new String(
            request.command().orElse("").getBytes(StandardCharsets.ISO_8859_1),
            StandardCharsets.UTF_8);
    events.publish(new ShellEvent.CommandBegan(console, session, grant, number, account, line));
    Outcome became = new Outcome.Stopped(LEFT);
    try {
      var outcome = command.run();
      became =
          switch (outcome) {
            case GuestProcess.Outcome.Exited(int status) -> new Outcome.Exited(status);
            case GuestProcess.Outcome.Signalled(var name) ->
                new Outcome.Stopped(cutOff.get().orElse("SIG" + name));
          };
      return outcome;
    } catch (GuestException lost) {
      became = new Outcome.Stopped(cutOff.get().orElse(String.valueOf(lost.getMessage())));
      throw lost;
    } catch (IOException gone) {
      became = new Outcome.Stopped(cutOff.get().orElse(LEFT));
      throw gone;
    } catch (RuntimeException | Error bug) {
      became = new Outcome.Stopped(SessionEnd.FAILED.text());
      throw bug;
    } finally {
      var took = Duration.ofNanos(System.nanoTime() - since);
      var printed = command.kept();
      if (!printed.isEmpty()) {
        events.publish(new ShellEvent.CommandPrinted(console, session, grant, number, printed));
      }
      events.publish(
          new ShellEvent.CommandEnded(
              console, session, number, became, command.bytesIn(), command.bytesOut(), took));
    }
  }
}
