package dev.consolegw.gateway.console.local;

import dev.consolegw.authz.Person;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.connection.Delivery;
import dev.consolegw.gateway.connection.InputAck;
import dev.consolegw.gateway.connection.InputQueue;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.console.ConsoleStatus;
import dev.consolegw.gateway.console.Subscription;
import dev.consolegw.gateway.console.viewer.LocalViewer;
import dev.consolegw.gateway.console.viewer.ViewerHost;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.ReadResult;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.terminal.Prompt;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;

/** What the viewers of one console may ask of it: each to the part that knows. Any thread. */
final class LocalViewerHost implements ViewerHost {
  private final LocalConsole console;

  LocalViewerHost(LocalConsole console) {
    this.console = console;
  }

  @Override
  public Console console() {
    return console;
  }

  @Override
  public Duration dialBudget() {
    return console.dialBudget();
  }

  @Override
  public boolean isLive() {
    return console.isLive();
  }

  @Override
  public Role role(LocalViewer viewer) {
    return console.roster().role(viewer);
  }

  @Override
  public void takeSeat(LocalViewer viewer) {
    console.attachments().take(viewer);
  }

  @Override
  public boolean giveSeat(LocalViewer viewer) {
    return console.attachments().give(viewer);
  }

  @Override
  public void detach(LocalViewer viewer, SessionEnd ending) {
    console.attachments().detach(viewer, ending);
  }

  @Override
  public int others(LocalViewer viewer) {
    return (int) console.roster().present().stream().filter(other -> other != viewer).count();
  }

  @Override
  public void tellOthers(LocalViewer viewer, String line) {
    console.attachments().tellOthers(viewer, line);
  }

  @Override
  public InputQueue queue() {
    return console.queue();
  }

  @Override
  public void tellSize(ConsoleInput.WindowChange size) {
    queue()
        .control(
            size,
            became -> {
              if (became == Delivery.SENT) {
                told(size, false);
              }
            });
  }

  @Override
  public void typedSize(ConsoleInput.WindowChange size) {
    told(size, true);
  }

  private void told(ConsoleInput.WindowChange size, boolean typed) {
    console.told(new ConsoleStatus.ToldSize(size.rows(), size.columns(), typed));
  }

  @Override
  public void wakeAtPrompt(InputAck ack) {
    try {
      console.history().diskThreads().execute(() -> wakeIfAtPrompt(ack));
    } catch (RejectedExecutionException busy) {
      // Then nobody knows, and what was typed waits as it would at no prompt.
    }
  }

  private void wakeIfAtPrompt(InputAck ack) {
    if (isAtPrompt()) {
      queue().wake(ack);
    }
  }

  private boolean isAtPrompt() {
    var history = console.history();
    long end = history.end();
    long from = Math.max(history.start(), end - Prompt.TAIL);
    var newest = ByteBuffer.allocate((int) Math.max(0, end - from));
    while (newest.hasRemaining()) {
      var read = history.read(from + newest.position(), newest, HistoryReader.Access.DISK);
      if (!(read instanceof ReadResult.Bytes)) {
        return false;
      }
    }
    return Prompt.endsIn(newest.flip());
  }

  @Override
  public void typed(LocalViewer viewer) {
    console.staleLogin().typed(viewer.session(), viewer.grant());
  }

  @Override
  public Optional<SessionEnd> objection(LocalViewer viewer) {
    return console.roster().objection(viewer.grant(), viewer.options().join());
  }

  @Override
  public boolean mayBreak(LocalViewer viewer) {
    return console.breaks().admits(viewer.session().identity());
  }

  @Override
  public Subscription subscribe(Runnable more) {
    return console.output().subscriptions().join(more);
  }

  @Override
  public void progressed() {
    console.output().progressed();
  }

  @Override
  public Instant lastSign() {
    return console.output().lastSign();
  }

  @Override
  public OptionalLong seenBy(Person person) {
    console.attachments().noteSeen();
    return console.seen().upTo(person);
  }

  @Override
  public void noteSeen() {
    console.attachments().noteSeen();
  }
}
