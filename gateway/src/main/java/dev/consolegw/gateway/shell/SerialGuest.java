package dev.consolegw.gateway.shell;

import dev.consolegw.gateway.console.OutputFilter;
import dev.consolegw.gateway.event.ShellEvent;
import dev.consolegw.gateway.shell.guest.Allowance;
import dev.consolegw.gateway.shell.guest.Guest;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.link.Bootstrap;
import dev.consolegw.gateway.shell.link.GuestLink;
import dev.consolegw.gateway.shell.link.LinkLimits;
import dev.consolegw.gateway.shell.link.LinkListener;
import dev.consolegw.gateway.shell.link.LinkThreads;
import dev.consolegw.gateway.shell.posix.PosixGuest;
import dev.consolegw.gateway.shell.posix.PosixLimits;
import dev.consolegw.gateway.shell.signin.Conversation;
import dev.consolegw.gateway.shell.signin.ProgramStart;
import dev.consolegw.gateway.shell.signin.SignedIn;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A guest behind a console that we are signed in at, with a program of ours in it. Any thread. */
final class SerialGuest implements OpenGuest {
  private static final Logger log = LoggerFactory.getLogger(SerialGuest.class);

  /** So long the program may take to answer, once it was sent. */
  private static final Duration READY = Duration.ofSeconds(20);

  private final Console console;
  private final Guest guest;
  private final CompletableFuture<String> ended = new CompletableFuture<>();

  private final AtomicBoolean closed = new AtomicBoolean();
  private final CompletableFuture<Void> left = new CompletableFuture<>();

  /**
   * What is held of the console.
   *
   * @param line its seat
   * @param text what it prints
   * @param filter before its output
   * @param placed where the filter is
   * @param signedIn the shell on it
   */
  record Console(
      GuestLine line,
      Conversation text,
      LineFilter filter,
      OutputFilter.Placed placed,
      SignedIn signedIn) {}

  /**
   * What it works with.
   *
   * @param memory for what is on its way
   */
  record Work(LinkThreads threads, Allowance memory) {}

  private SerialGuest(Console console, Guest guest, CompletableFuture<GuestException> lost) {
    this.console = console;
    this.guest = guest;
    var _ = lost.thenAccept(why -> ended.complete(String.valueOf(why.getMessage())));
  }

  /**
   * Puts a program of ours in: for Python where the guest has it, else for its shell. Blocks.
   *
   * @throws GuestException when the guest has not what it takes; the line was handed back then
   */
  static SerialGuest start(Console console, LinkLimits limits, Work work) throws GuestException {
    try {
      return startHelper(console, limits, work);
    } catch (GuestException failure) {
      if (failure.kind() != GuestException.Kind.UNSUPPORTED) {
        leave(console);
        throw failure;
      }
    }
    try {
      return startScript(console, work.threads());
    } catch (GuestException failure) {
      leave(console);
      throw failure;
    }
  }

  private static SerialGuest startHelper(Console console, LinkLimits limits, Work work)
      throws GuestException {
    var ended = new CompletableFuture<GuestException>();
    var stays = limits.staying(console.line().stay());
    var owner = new Owner(console, ended);
    var link = new GuestLink(console.line(), stays, work.threads(), work.memory(), owner);
    console.line().tell(new Redial(link));
    var _ = console.line().ended().thenAccept(why -> link.lost(GuestLine.lost(why)));
    console.filter().feed(new Fed(link::received, link::release));
    try {
      var program =
          switch (console.signedIn().found()) {
            case SIGNED_IN -> link.bootstrap().insteadOfShell();
            case ALREADY_OPEN -> link.bootstrap();
          };
      console.line().leaveWith(whileStarting(console.signedIn()));
      new ProgramStart(program.line(), Bootstrap.ANSWER, program.helper()).start(console.text());
      console.line().leaveWith(GuestLink.reset());
      link.awaitReady(READY);
      return new SerialGuest(console, link, ended);
    } catch (GuestException failure) {
      link.lost(failure);
      console.line().leaveWith(console.signedIn().lastKeys());
      throw failure;
    }
  }

  /** Whatever of it there is already ends by that. */
  private static byte[] whileStarting(SignedIn signedIn) {
    var all = new ByteArrayOutputStream();
    all.writeBytes(Bootstrap.stop());
    all.writeBytes(GuestLink.reset());
    all.writeBytes(signedIn.lastKeys());
    return all.toByteArray();
  }

  private static SerialGuest startScript(Console console, LinkThreads threads)
      throws GuestException {
    var place =
        switch (console.signedIn().found()) {
          case SIGNED_IN -> PosixGuest.Place.INSTEAD;
          case ALREADY_OPEN -> PosixGuest.Place.BELOW;
        };
    var guest =
        new PosixGuest(
            console.line(), place, PosixLimits.DEFAULT, threads.tasks(), threads.timer());
    var _ = console.line().ended().thenAccept(why -> guest.lost(GuestLine.lost(why)));
    console.filter().feed(new Fed(guest::received, guest::release));
    console.signedIn().handOver();
    guest.prepare();
    return new SerialGuest(console, guest, guest.ended().toCompletableFuture());
  }

  /** After a start that has failed; whether a program was there for a moment, is not known. */
  private static void leave(Console console) {
    try {
      if (console.signedIn().awaitReturn()) {
        console.line().leaveWith(new byte[0]);
      }
    } catch (GuestException gone) {
      log.debug("event=guest-gone-before-sign-out", gone);
    }
  }

  @Override
  public Guest guest() {
    return guest;
  }

  @Override
  public ShellEvent.How how() {
    return switch (console.signedIn().found()) {
      case SIGNED_IN -> ShellEvent.How.SIGNED_IN;
      case ALREADY_OPEN -> ShellEvent.How.ALREADY_OPEN;
    };
  }

  @Override
  public CompletionStage<String> ended() {
    return ended;
  }

  @Override
  public void close(String why) {
    if (!closed.compareAndSet(false, true)) {
      left.join(); // nobody goes on before the line is handed back
      return;
    }
    try {
      ended.complete(why);
      guest.close();
      leave(console);
      console.placed().close();
      console.line().close();
    } finally {
      left.complete(null);
    }
  }

  /** A program as the filter has it. */
  private record Fed(UnaryOperator<ByteBuffer> hears, Supplier<ByteBuffer> held)
      implements LineFilter.Engine {
    @Override
    public ByteBuffer received(ByteBuffer bytes) {
      return hears.apply(bytes);
    }

    @Override
    public ByteBuffer release() {
      return held.get();
    }
  }

  /** A line that comes back goes on where it was. */
  private record Redial(GuestLink link) implements GuestLine.Interruptions {
    @Override
    public void interrupted() {
      link.interrupted();
    }

    @Override
    public void resumed() {
      link.resumed();
    }
  }

  /** What the link tells. */
  private record Owner(Console console, CompletableFuture<GuestException> over)
      implements LinkListener {
    @Override
    public void textHeld() {
      console.placed().release();
    }

    @Override
    public void idle(boolean isIdle) {}

    @Override
    public void ended(GuestException why) {
      over.complete(why);
    }
  }
}
