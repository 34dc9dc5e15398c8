package dev.consolegw.gateway.wire;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.SendResult;
import dev.consolegw.gateway.net.Link;
import dev.consolegw.gateway.terminal.Printable;
import dev.consolegw.gateway.wire.link.LinkBackend;
import dev.consolegw.gateway.wire.link.ResetSequence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A backend on a link that carries bytes and nothing else: UNIX sockets, TCP, and the websockets of
 * QEMU and Nova.
 */
final class RawBackend extends LinkBackend {

  /**
   * How a wire differs from others.
   *
   * @param mayBeQueued see {@link Backend#mayBeQueued}
   * @param breaks sends a break around the wire, where that is configured
   */
  record Habits(boolean mayBeQueued, Optional<Qmp> breaks) {
    private static final Habits QUEUED = new Habits(true, Optional.empty());
    private static final Habits PLAIN = new Habits(false, Optional.empty());

    /** Those; of all that have no break of their own they are the same objects. */
    static Habits of(boolean mayBeQueued, Optional<Qmp> breaks) {
      if (breaks.isPresent()) {
        return new Habits(mayBeQueued, breaks);
      }
      return mayBeQueued ? QUEUED : PLAIN;
    }
  }

  private final Link link;
  private final Habits habits;
  private final ScheduledExecutorService scheduler;
  private volatile @Nullable ResetSequence reset; // since the first, which most never have
  private @Nullable FirstBytes first = new FirstBytes(); // until they have told; link's thread

  RawBackend(Link link, OutputSink sink, Habits habits, ScheduledExecutorService scheduler) {
    super(link, sink);
    this.link = link;
    this.habits = habits;
    this.scheduler = scheduler;
  }

  @Override
  public SendResult send(ConsoleInput input) throws IOException {
    return switch (input) {
      case ConsoleInput.Keys(var bytes) -> keys(bytes);
      case ConsoleInput.Break(var length) -> sendBreak();
      case ConsoleInput.WindowChange _, ConsoleInput.Seat _ -> SendResult.UNSUPPORTED;
      case ConsoleInput.Reset() -> {
        reset().start(() -> tell(new ConsoleOutput.Released()));
        yield SendResult.HELD;
      }
    };
  }

  /** One thread sends at a time. */
  private ResetSequence reset() {
    var known = reset;
    if (known == null) {
      known = new ResetSequence(link, scheduler);
      reset = known;
    }
    return known;
  }

  private SendResult keys(ByteBuffer bytes) throws IOException {
    if (isSending()) {
      throw new IllegalStateException("keys while a reset is being sent");
    }
    return write(bytes);
  }

  private SendResult sendBreak() {
    if (habits.breaks().isEmpty()) {
      return SendResult.UNSUPPORTED;
    }
    habits
        .breaks()
        .get()
        .sendBreak(
            failure -> link.post(() -> tell(new ConsoleOutput.Notice(Printable.of(failure)))));
    return SendResult.DONE;
  }

  @Override
  protected void heard(ByteBuffer bytes) {
    var looks = first;
    if (looks == null) {
      return;
    }
    looks
        .next(bytes)
        .ifPresent(who -> tell(new ConsoleOutput.Notice(Printable.of(who.sentence()))));
    if (looks.isDecided()) {
      first = null;
    }
  }

  @Override
  protected boolean isSending() {
    var current = reset;
    return current != null && current.isRunning();
  }

  @Override
  public boolean mayBeQueued() {
    return habits.mayBeQueued();
  }
}
