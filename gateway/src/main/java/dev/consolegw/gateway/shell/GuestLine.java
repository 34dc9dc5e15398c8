package dev.consolegw.gateway.shell;

import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.console.AttachRequest;
import dev.consolegw.gateway.console.AttachResult;
import dev.consolegw.gateway.console.Viewer;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.console.ViewerSink;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.SerialLine;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A console's line, held with its seat by a viewer like any other: it dials, waits, is displaced
 * and ends like one. What the guest prints is not read here, but by a filter of the console.
 *
 * <p>{@link #send} is for one virtual thread at a time; the sink's side runs on the viewer's pump
 * and on whichever thread takes the bytes.
 */
final class GuestLine implements SerialLine, ViewerSink, AutoCloseable {
  private static final int PACKET = 32 * 1024;
  private static final Duration LEAVING = Duration.ofSeconds(2);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final CompletableFuture<Void> begun = new CompletableFuture<>();
  private final CompletableFuture<SessionEnd> ended = new CompletableFuture<>();
  private final Viewer viewer;
  private final Optional<Duration> stay;
  private volatile byte[] lastInput = new byte[0];
  private volatile Interruptions interruptions = Interruptions.UNHEARD;
  private int underWay;
  private @Nullable SessionEnd ending;

  /**
   * Takes the seat.
   *
   * @throws Refusal when it is not to be had
   */
  GuestLine(Session session, AuthorizedConsole authorized) throws Refusal {
    var options = authorized.options().speaking();
    this.stay = options.stay();
    var who = new AttachRequest(session, authorized.grant(), options, this);
    this.viewer =
        switch (authorized.console().attach(who)) {
          case AttachResult.Admitted(var admitted) -> admitted;
          case AttachResult.Refused(SessionEnd why) -> throw new Refusal(why.code(), why.text());
        };
  }

  /** Waits until the console is connected, as long as its person would. */
  void awaitConnection() throws Refusal {
    CompletableFuture.anyOf(begun, ended).join();
    var why = ended.getNow(null);
    if (why != null) {
      throw new Refusal(why.code(), why.text());
    }
  }

  /** Hears of a connection that goes and comes while the line is held. Must not block. */
  interface Interruptions {
    /** Nobody hears of any. */
    Interruptions UNHEARD =
        new Interruptions() {
          @Override
          public void interrupted() {}

          @Override
          public void resumed() {}
        };

    /** What is sent from now on goes nowhere. */
    void interrupted();

    /** What is sent from now on arrives where it did before, or at what has come in its place. */
    void resumed();
  }

  /** From now on this one hears of it. */
  void tell(Interruptions listener) {
    interruptions = listener;
  }

  /** How long its person would wait for a console; empty if they have not said. */
  Optional<Duration> stay() {
    return stay;
  }

  /** Done when the line is gone, or somebody else's. */
  CompletableFuture<SessionEnd> ended() {
    return ended;
  }

  @Override
  public void leaveWith(byte[] last) {
    lock.lock();
    try {
      if (ending == null) { // it is too late to change what the line is left with
        lastInput = last.clone();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public byte[] lastInput() {
    return lastInput;
  }

  @Override
  public void send(byte[] bytes) throws GuestException {
    lock.lock();
    try {
      check();
      underWay += bytes.length;
    } finally {
      lock.unlock();
    }
    viewer.act(new ViewerAction.Type(ByteBuffer.wrap(bytes)));
    lock.lock();
    try {
      while (underWay > 0 && ending == null) {
        changed.awaitUninterruptibly();
      }
      check();
    } finally {
      lock.unlock();
    }
  }

  private void check() throws GuestException {
    if (ending != null) {
      throw lost(ending);
    }
  }

  /** What an end of the line means for what goes over it. */
  static GuestException lost(SessionEnd why) {
    var kind =
        switch (why.code()) {
          case TRY_AGAIN -> GuestException.Kind.BUSY;
          case NOT_ALLOWED, NO_CONSOLE -> GuestException.Kind.REFUSED;
          default -> GuestException.Kind.UNREACHABLE;
        };
    return new GuestException(kind, why.text().isEmpty() ? "the line is closed" : why.text());
  }

  // --- ViewerSink -----------------------------------------------------------------------------

  @Override
  public void begun() {
    begun.complete(null);
  }

  @Override
  public void disconnected() {
    interruptions.interrupted();
  }

  @Override
  public void connectedAgain() {
    interruptions.resumed();
  }

  @Override
  public int room() {
    return PACKET;
  }

  @Override
  public <R> Optional<R> write(int size, Source<R> source) {
    return Optional.of(source.fill(ByteBuffer.allocate(size)));
  }

  @Override
  public boolean notice(String line) {
    return true;
  }

  @Override
  public void end(SessionEnd why) {
    lock.lock();
    try {
      ending = why;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    ended.complete(why);
  }

  @Override
  public boolean isRead() {
    return false;
  }

  @Override
  public void taken(int bytes) {
    lock.lock();
    try {
      underWay -= bytes;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Duration silentFor() {
    return Duration.ZERO;
  }

  /** Gives the seat up, and waits until it is somebody else's to take, {@link #LEAVING} at most. */
  @Override
  public void close() {
    viewer.act(new ViewerAction.Leave());
    var gone = viewer.gone().toCompletableFuture();
    gone.completeOnTimeout(null, LEAVING.toMillis(), TimeUnit.MILLISECONDS).join();
  }
}
