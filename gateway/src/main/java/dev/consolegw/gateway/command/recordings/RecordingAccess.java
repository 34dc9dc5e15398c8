package dev.consolegw.gateway.command.recordings;

import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.AuthorizedRead;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.ops.audit.AuditEvent;
import dev.consolegw.gateway.recording.Playback;
import dev.consolegw.gateway.recording.Recording;
import dev.consolegw.gateway.recording.RecordingEvent;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which recordings of a console somebody may see, and how commands read them: those of their own
 * sessions, and with the right to manage those of all. What one may not see is answered like what
 * does not exist.
 */
final class RecordingAccess {
  private static final Logger log = LoggerFactory.getLogger(RecordingAccess.class);

  private RecordingAccess() {}

  /** Work for a disk thread. */
  @FunctionalInterface
  interface DiskWork<T> {
    T run() throws IOException;
  }

  /** What to do with one step of a recording; the client may be gone. */
  @FunctionalInterface
  interface Watching {
    /** Returns whether to go on. */
    boolean see(Playback.Step step) throws IOException;
  }

  /** Those that the person may see, the oldest first. */
  static List<Recording> visible(CommandContext context, AuthorizedConsole authorized)
      throws Refusal {
    authorized.needPast();
    return context.recordings().of(authorized.console().entry().id(), authorized.grant());
  }

  /**
   * The one with this id, if the person may see it.
   *
   * @param how they read it, in a word for the audit
   */
  static Recording find(CommandContext context, AuthorizedConsole authorized, String id, String how)
      throws Refusal {
    var found = find(visible(context, authorized), id);
    context
        .audit()
        .record(
            new AuditEvent.RecordingRead(
                authorized.console().entry().id(),
                context.caller().session(),
                authorized.grant(),
                id,
                how));
    return found;
  }

  private static Recording find(List<Recording> visible, String id) throws Refusal {
    return visible.stream()
        .filter(one -> one.header().id().equals(id))
        .findFirst()
        .orElseThrow(() ->
            new Refusal(
                ExitCode.NO_CONSOLE,
                "no recording %s of this console that you may see; `recordings` lists those you may"
                    .formatted(Printable.of(id).asValue())));
  }

  /** Shows a recording step by step, to somebody who may look for as long as it lasts. */
  static void watch(
      CommandContext context, Recording recording, AuthorizedRead read, Watching watching)
      throws Refusal, IOException {
    watch(context, recording, recording.header().from(), read, watching);
  }

  /** The same from an offset on. */
  static void watch(
      CommandContext context,
      Recording recording,
      long from,
      AuthorizedRead read,
      Watching watching)
      throws Refusal, IOException {
    var history = read.authorized().console().history();
    var disk = context.disk(history);
    var playback = onDisk(disk, () -> new Playback(recording, history, from));
    try {
      boolean goesOn = true;
      while (goesOn) {
        var steps = onDisk(disk, playback::next);
        goesOn = !steps.isEmpty();
        read.check();
        for (int i = 0; goesOn && i < steps.size(); i++) {
          goesOn = watching.see(steps.get(i));
        }
      }
    } finally {
      onDisk(
          disk,
          () -> {
            playback.close();
            return true;
          });
    }
  }

  /** Does it on these threads of a history, and waits for it; for a virtual thread. */
  static <T> T onDisk(Executor disk, DiskWork<T> work) throws Refusal {
    try {
      return CompletableFuture.supplyAsync(
              () -> {
                try {
                  return work.run();
                } catch (IOException failure) {
                  throw new CompletionException(failure);
                }
              },
              disk)
          .join();
    } catch (CompletionException failure) {
      Uncaught.pass(failure);
      log.warn("event=recording-unreadable cause=\"{}\"", String.valueOf(failure.getCause()));
      throw new Refusal(
          ExitCode.UNAVAILABLE, "this recording cannot be read; the gateway's log says why");
    }
  }

  /** An event as a person reads it; nothing for what only machines care about. */
  static String words(RecordingEvent event) {
    return switch (event) {
      case RecordingEvent.Size(_, _, int columns, int rows) -> "size " + columns + "x" + rows;
      case RecordingEvent.Seat(_, _, String writer, _) ->
          writer.isEmpty() ? "nobody writes" : Printable.of(writer).asValue() + " writes";
      case RecordingEvent.Joined(_, _, String writer, String _, boolean writes) ->
          Printable.of(writer).asValue() + (writes ? " writes, too" : " writes no more");
      case RecordingEvent.Input input ->
          "typed by %s: %s"
              .formatted(
                  Printable.of(input.by()).asValue(),
                  '"' + Printable.of(input.text()).toString() + '"');
      case RecordingEvent.Command command -> command.words();
      case RecordingEvent.CommandOutput output -> output.words();
      case RecordingEvent.CommandEnd end -> end.words();
      case RecordingEvent.Screen screen -> screen.words();
      case RecordingEvent.Alive _ -> "";
      case RecordingEvent.End end ->
          "end exit=%s withheld=%d%s"
              .formatted(
                  end.exit() < 0 ? "unknown" : end.exit(),
                  end.withheld(),
                  end.reason().isEmpty() ? "" : ": " + Printable.of(end.reason()));
    };
  }
}
