package dev.consolegw.gateway.command.guest;

import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.connection.Delivery;
import dev.consolegw.gateway.connection.InputAck;
import dev.consolegw.gateway.console.AttachRequest;
import dev.consolegw.gateway.console.AttachResult;
import dev.consolegw.gateway.console.Viewer;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.console.ViewerSink;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Replay;
import dev.consolegw.gateway.session.SessionEnd;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A command that needs the console connected: it watches like any viewer, without a terminal, and
 * so dials, waits and fails like one. It may send what the seat's holder lets pass.
 *
 * <p>The command's side is for its virtual thread, and waits. The sink's side runs on the viewer's
 * pump, but for {@link #begun} and {@link #taken}: any thread.
 */
final class CommandViewer implements ViewerSink, AutoCloseable {
  private static final int PACKET = 32 * 1024;

  /** Where the guest's output goes. */
  @FunctionalInterface
  interface Output {
    /** Takes what was printed, never more than there is room for; on the viewer's pump. */
    void accept(ByteBuffer printed);

    /** How many bytes it takes now. */
    default int room() {
      return PACKET;
    }

    /** Is told what to run when there is room again. */
    default void whenRoom(Runnable signal) {}
  }

  private final Output output;
  private final CompletableFuture<Void> begun = new CompletableFuture<>();
  private final CompletableFuture<Void> failed = new CompletableFuture<>();
  private final Viewer viewer;

  /**
   * Attaches to the console of a command that does not read, for as long as its client is there.
   */
  CommandViewer(CommandContext context, AuthorizedConsole authorized) throws Refusal {
    this(context, authorized, new Replay.None(), _ -> {});
  }

  /**
   * The same for one that reads.
   *
   * @param from what of the past it is shown first
   * @param output gets what the guest prints
   */
  CommandViewer(CommandContext context, AuthorizedConsole authorized, Replay from, Output output)
      throws Refusal {
    this.output = output;
    var options = authorized.options().watching(from);
    var session = context.caller().session();
    var who = new AttachRequest(session, authorized.grant(), options, this, came(from));
    this.viewer =
        switch (authorized.console().attach(who)) {
          case AttachResult.Admitted(var admitted) -> admitted;
          case AttachResult.Refused(SessionEnd ending) ->
              throw new Refusal(ending.code(), ending.text());
        };
    output.whenRoom(viewer::signal);
    viewer.signal(); // for room that came before
    context.io().whenGone(this::close);
  }

  /** What a command has looked through already it has asked for its right to do so. */
  private static OptionalLong came(Replay from) {
    return from instanceof Replay.From(long offset)
        ? OptionalLong.of(offset)
        : OptionalLong.empty();
  }

  /** Waits until the console is connected. */
  void awaitConnection() throws Refusal {
    await(begun);
  }

  /** Waits for something that an ending of the viewer fails with its {@link Refusal}. */
  <T> T await(CompletableFuture<T> what) throws Refusal {
    try {
      return CompletableFuture.anyOf(what, failed).thenApply(_ -> what.join()).join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof Refusal refusal) {
        throw refusal;
      }
      throw failure;
    }
  }

  /** Sends past the seat. */
  void send(ConsoleInput input, String what) throws Refusal {
    var answer = new CompletableFuture<Delivery>();
    viewer.act(new ViewerAction.SendPastSeat(input, what, answer::complete));
    switch (await(answer)) {
      case SENT -> {}
      case UNSUPPORTED ->
          throw new Refusal(ExitCode.UNAVAILABLE, "this console's wire cannot carry a " + what);
      case LOST ->
          throw new Refusal(
              ExitCode.UNAVAILABLE,
              "the " + what + " was not sent: the console is not connected; try again");
    }
  }

  /** Types past the seat; returns when the bytes are on their way. */
  void type(byte[] bytes) throws Refusal {
    var taken = new CompletableFuture<Integer>();
    var left = new AtomicInteger(bytes.length);
    var lost = new AtomicInteger();
    InputAck ack =
        (count, sent) -> {
          lost.addAndGet(sent ? 0 : count);
          if (left.addAndGet(-count) == 0) {
            taken.complete(lost.get());
          }
        };
    viewer.act(new ViewerAction.TypePastSeat(ByteBuffer.wrap(bytes), ack));
    if (bytes.length > 0 && await(taken) > 0) {
      throw new Refusal(
          ExitCode.UNAVAILABLE,
          ("%d of %d bytes were not sent: the console was disconnected, or shows no output; for"
                  + " that, +wake=CR presses Enter first")
              .formatted(lost.get(), bytes.length));
    }
  }

  // --- ViewerSink -----------------------------------------------------------------------------

  @Override
  public void begun() {
    begun.complete(null);
  }

  @Override
  public int room() {
    return Math.min(PACKET, output.room());
  }

  @Override
  public <R> Optional<R> write(int size, Source<R> source) {
    var packet = ByteBuffer.allocate(size);
    var said = source.fill(packet);
    output.accept(packet.flip());
    return Optional.of(said);
  }

  @Override
  public boolean notice(String line) {
    return true;
  }

  @Override
  public void end(SessionEnd why) {
    failed.completeExceptionally(new Refusal(why.code(), why.text()));
  }

  /** A program looks here, for a pattern or for nothing. */
  @Override
  public boolean isRead() {
    return false;
  }

  @Override
  public void taken(int bytes) {}

  @Override
  public Duration silentFor() {
    return Duration.ZERO;
  }

  @Override
  public void close() {
    viewer.act(new ViewerAction.Leave());
  }
}
