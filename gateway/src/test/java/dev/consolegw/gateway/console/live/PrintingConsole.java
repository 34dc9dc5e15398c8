package dev.consolegw.gateway.console.live;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Grant;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.console.AttachRequest;
import dev.consolegw.gateway.console.AttachResult;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.console.ConsoleStatus;
import dev.consolegw.gateway.console.OutputFilter;
import dev.consolegw.gateway.console.Subscription;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.history.ManualDisk;
import dev.consolegw.gateway.history.RememberedOutput;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.session.ViewerInfo;
import dev.consolegw.gateway.session.ViewerOptions;
import dev.consolegw.gateway.testing.ManualTasks;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** A console that only prints, with all of its output on a disk that answers when it is told to. */
final class PrintingConsole implements Console {
  final ManualTasks disk = new ManualTasks();
  private final RememberedOutput output = new RememberedOutput();
  private final List<Runnable> followers = new ArrayList<>();
  private final String name;
  private int reads;

  /** Whether too many wait for the disk. */
  boolean crowded;

  /** What the guest was told. */
  Optional<ConsoleStatus.ToldSize> told = Optional.empty();

  PrintingConsole(String name) {
    this.name = name;
  }

  PrintingConsole prints(String text) {
    output.add(output.end(), text.getBytes(StandardCharsets.UTF_8), Instant.EPOCH);
    List.copyOf(followers).forEach(Runnable::run);
    return this;
  }

  /** How often the disk was asked. */
  int reads() {
    return reads;
  }

  @Override
  public HistoryReader history() {
    return history;
  }

  private final HistoryReader history =
      new ManualDisk(
          output,
          task -> {
            reads++;
            if (crowded) {
              throw new RejectedExecutionException("too many wait for the disk");
            }
            disk.execute(task);
          });

  @Override
  public ConsoleEntry entry() {
    return new ConsoleEntry(
        new ConsoleId("file", "lab/" + name, "0"),
        new ConsoleRef("file", "lab", "lab/" + name, name, Map.of()),
        Optional.empty(),
        false,
        new ByteSize(64 << 20));
  }

  @Override
  public ConsoleStatus status() {
    return new ConsoleStatus("idle", false, Instant.EPOCH, List.of(), told);
  }

  @Override
  public Optional<Subscription> follow(Runnable more) {
    followers.add(more);
    return Optional.of(() -> followers.remove(more));
  }

  // --- nobody comes here ------------------------------------------------------------------------

  @Override
  public AttachResult attach(AttachRequest who) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<ViewerInfo> kick(String session, Session by, Grant grant) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int clear(Session by, Grant grant) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<SessionEnd> closedTo(Grant grant, ViewerOptions options) {
    return Optional.empty();
  }

  @Override
  public Subscription read(Grant grant, Consumer<Grant> renewed, Consumer<SessionEnd> over) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<OutputFilter.Placed> filter(OutputFilter filter) {
    throw new UnsupportedOperationException();
  }
}
