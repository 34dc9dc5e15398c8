package dev.consolegw.gateway.shell;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.event.ShellEvent;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.shell.guest.GuestException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One guest, for all who use it with the same credentials: opened by whoever comes first, handed
 * back a while after the last has left.
 *
 * <p>Any thread; who opens it or waits for that is a virtual one.
 */
final class SharedGuest {
  /** A line is handed back within this time, or never. */
  private static final Duration LEAVING = Duration.ofSeconds(15);

  /** Why it is closed when the gateway is. */
  static final String STOPPING = "the gateway is stopping";

  private final GuestCredentials credentials;
  private final Grant opener;
  private final Duration linger;
  private final Services services;
  private final ReentrantLock lock = new ReentrantLock();
  private final CompletableFuture<OpenGuest> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private int users;
  private boolean over;
  private @Nullable Future<?> leaving;

  /**
   * What it works with.
   *
   * @param tasks a virtual thread for what takes long
   * @param timer when it is time to leave
   */
  record Services(Executor tasks, ScheduledExecutorService timer) {}

  /** Opens a guest. */
  @FunctionalInterface
  interface Opening {
    OpenGuest open() throws Refusal, GuestException;
  }

  /**
   * One that {@link #open} follows.
   *
   * @param opener with whose right its line is held
   * @param linger how long it stays without anybody
   */
  SharedGuest(GuestCredentials credentials, Grant opener, Duration linger, Services services) {
    this.credentials = credentials;
    this.opener = opener;
    this.linger = linger;
    this.services = services;
  }

  GuestCredentials credentials() {
    return credentials;
  }

  /** As whom it runs commands; empty where nobody knows. */
  String account() {
    return credentials.account().orElse("");
  }

  /** Waits until one that is over has handed its line back. */
  void awaitGone() {
    gone.completeOnTimeout(null, LEAVING.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  /** Opens it, once; whoever waits gets what came of it. Blocks. */
  void open(Opening opening) {
    try {
      var guest = opening.open();
      opened.complete(guest);
      var _ = guest.ended().thenRun(() -> services.tasks().execute(() -> close("")));
      if (isOver()) { // the gateway has begun to stop meanwhile
        close(STOPPING);
      }
      leaveIfUnused();
    } catch (Refusal | GuestException failure) {
      end();
      gone.complete(null);
      opened.completeExceptionally(failure);
    } catch (RuntimeException bug) {
      Uncaught.pass(bug);
      end();
      gone.complete(null);
      opened.completeExceptionally(bug);
    }
  }

  /**
   * Whether it is to be had with these credentials, then one more uses it until {@link #leave}.
   * Blocks until it is open, for who comes with others than it is opened with.
   *
   * @return false when it is over, and another has to be made
   * @throws Refusal when somebody else signed in
   */
  boolean enter(GuestCredentials with, Grant grant) throws Refusal {
    boolean isAdmitted = admits(with, grant) || isOpenToAll();
    lock.lock();
    try {
      if (over) {
        return false;
      }
      if (!isAdmitted) {
        throw new Refusal(
            ExitCode.TRY_AGAIN,
            "%s has signed in at this guest%s; try again when nothing runs there any more"
                .formatted(
                    grant.samePerson(opener) ? "another session of yours" : "somebody else",
                    with.account().equals(credentials.account())
                        ? " with other credentials"
                        : " as another user"));
      }
      users++;
      if (leaving != null) {
        leaving.cancel(false);
        leaving = null;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean admits(GuestCredentials with, Grant grant) {
    if (with.match(credentials)) {
      return true;
    }
    return with.account().equals(credentials.account())
        && with.account().filter(account -> GuestCredentials.mayBe(account, grant)).isPresent();
  }

  /**
   * Whether its shell was found open: it is used as whoever it belongs to then, so nobody's
   * credentials count.
   */
  private boolean isOpenToAll() {
    return opened
        .handle((guest, _) -> guest != null && guest.how() == ShellEvent.How.ALREADY_OPEN)
        .join();
  }

  /** Waits until it is open. */
  OpenGuest await() throws Refusal, GuestException {
    try {
      return opened.join();
    } catch (CompletionException failure) {
      switch (failure.getCause()) {
        case Refusal refusal -> throw new Refusal(refusal.ending().code(), refusal.ending().text());
        case GuestException lost ->
            throw new GuestException(lost.kind(), String.valueOf(lost.getMessage()));
        case null, default -> throw failure;
      }
    }
  }

  /** One more uses it, on behalf of somebody who does already. */
  void stay() {
    lock.lock();
    try {
      users++;
    } finally {
      lock.unlock();
    }
  }

  /** One uses it no longer. */
  void leave() {
    lock.lock();
    try {
      users--;
    } finally {
      lock.unlock();
    }
    leaveIfUnused();
  }

  private void leaveIfUnused() {
    lock.lock();
    try {
      if (users == 0 && !over && leaving == null && opened.isDone()) {
        Runnable leaves = () -> services.tasks().execute(this::closeIfUnused);
        leaving = services.timer().schedule(leaves, linger.toMillis(), TimeUnit.MILLISECONDS);
      }
    } finally {
      lock.unlock();
    }
  }

  private void closeIfUnused() {
    lock.lock();
    try {
      if (users > 0 || over) {
        return;
      }
      over = true;
    } finally {
      lock.unlock();
    }
    close("");
  }

  private void end() {
    lock.lock();
    try {
      over = true;
    } finally {
      lock.unlock();
    }
  }

  private boolean isOver() {
    lock.lock();
    try {
      return over;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Hands the line back, whoever uses it; while it is being opened, whoever does that hands it back
   * then. Blocks for seconds.
   *
   * @param why a clause for a person; empty when nobody needs it any more
   */
  void close(String why) {
    end();
    if (!opened.isDone()) {
      awaitGone();
    } else if (!opened.isCompletedExceptionally()) {
      opened.join().close(why);
      gone.complete(null);
    }
  }
}
