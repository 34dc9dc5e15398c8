package dev.consolegw.gateway.wire.odorobo;

import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.terminal.Printable;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a far side says beside the console's bytes, and what these are therefore. An agent has few
 * words. Another gateway, which names its extensions, first repeats what was printed before, says
 * when that is over, speaks to the person, and tells why it hangs up.
 *
 * <p>Told on the reader's thread; {@link #understands} is for any.
 */
final class Conversation implements OutputSink {
  private static final String PLACES = "offset";

  /** Notices of a gateway that are told in one second; people read no more. */
  static final int NOTICES = 8;

  private static final Logger log = LoggerFactory.getLogger(Conversation.class);

  private final ConsoleAddress address;
  private final OutputSink sink;
  private final ScheduledExecutorService scheduler;
  private final AgentErrors errors;
  private volatile Set<String> extensions = Set.of();
  private volatile int notices; // of this second
  private boolean isLive;
  private @Nullable Reason end;

  Conversation(ConsoleAddress address, OutputSink sink, ScheduledExecutorService scheduler) {
    this.address = address;
    this.sink = sink;
    this.scheduler = scheduler;
    this.errors = new AgentErrors(text -> sink.accept(new ConsoleOutput.Notice(text)), scheduler);
  }

  /** Whether the far side has said that it does. */
  boolean understands(String extension) {
    return extensions.contains(extension);
  }

  /** A text frame. */
  void said(String text) {
    switch (Control.parse(text)) {
      case Control.Connected(var vm, var all) -> {
        extensions = all;
        log.debug("event=agent-connected console={} vm={}", address, vm.asValue());
      }
      case Control.Failed(var message) -> errors.add(message);
      case Control.Notice(var lines) -> lines.lines().forEach(this::notice);
      case Control.Placed() -> isLive = true;
      case Control.Ended(int status, var why) -> end = new Reason(kind(status), why);
      case Control.Unknown() -> log.debug("event=agent-message-ignored console={}", address);
    }
  }

  private void notice(String line) {
    int said = notices + 1;
    notices = said;
    if (said == 1) {
      var _ = scheduler.schedule(() -> notices = 0, 1, TimeUnit.SECONDS);
    }
    if (said <= NOTICES) {
      sink.accept(new ConsoleOutput.Notice(Printable.of("the far gateway says: " + line)));
    }
  }

  /** Statuses are those that ssh ends with, of which a gateway has few. */
  private static Reason.Kind kind(int status) {
    return switch (status) {
      case 65 -> Reason.Kind.NOT_FOUND;
      case 69 -> Reason.Kind.UNREACHABLE;
      case 77 -> Reason.Kind.REFUSED;
      default -> Reason.Kind.ENDED;
    };
  }

  /** Output of the connection, on its way to the sink. */
  @Override
  public void accept(ConsoleOutput output) {
    sink.accept(
        switch (output) {
          case ConsoleOutput.Bytes(var bytes) when isPast() -> new ConsoleOutput.Backlog(bytes);
          case ConsoleOutput.Closed(var why) -> new ConsoleOutput.Closed(ended(why));
          case ConsoleOutput.Bytes _,
              ConsoleOutput.Backlog _,
              ConsoleOutput.Notice _,
              ConsoleOutput.Held _,
              ConsoleOutput.Released _ ->
              output;
        });
  }

  /** A gateway that tells places has told none yet. */
  private boolean isPast() {
    return !isLive && understands(PLACES);
  }

  private Reason ended(Reason why) {
    var told = end;
    return told != null && why.kind() == Reason.Kind.ENDED ? told : why;
  }
}
