package dev.consolegw.gateway.shell.signin;

import dev.consolegw.gateway.shell.guest.GuestException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.LongSupplier;

/**
 * Which credentials a guest has refused of late: they are not tried again for {@link #PAUSE}, so
 * that a program which tries over and over locks nobody's account. One of these for each console.
 * Any thread.
 */
public final class RefusedCredentials {
  /** So long nobody tries them again. */
  public static final Duration PAUSE = Duration.ofSeconds(60);

  /** So many are remembered; the oldest is forgotten for another. */
  static final int MOST = 16;

  private record Refused(Credentials credentials, long at) {}

  private final LongSupplier nanos;
  private final ArrayDeque<Refused> refused = new ArrayDeque<>(); // guarded by this

  public RefusedCredentials() {
    this(System::nanoTime);
  }

  RefusedCredentials(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Whether none are remembered any more. */
  public synchronized boolean isEmpty() {
    forget();
    return refused.isEmpty();
  }

  private void forget() {
    long now = nanos.getAsLong();
    refused.removeIf(each -> now - each.at >= PAUSE.toNanos());
  }

  synchronized void add(Credentials credentials) {
    if (refused.size() == MOST) {
      refused.removeFirst();
    }
    refused.addLast(new Refused(credentials, nanos.getAsLong()));
  }

  /**
   * Whether they may be tried.
   *
   * @throws GuestException when the guest refused them a moment ago
   */
  public synchronized void check(Credentials credentials) throws GuestException {
    long now = nanos.getAsLong();
    forget();
    for (Iterator<Refused> newest = refused.descendingIterator(); newest.hasNext(); ) {
      var each = newest.next();
      if (each.credentials.equals(credentials)) {
        long left = Math.ceilDiv(PAUSE.toNanos() - (now - each.at), 1_000_000_000L);
        throw new GuestException(
            GuestException.Kind.REFUSED,
            "the guest refused this account and password a moment ago; they are not tried again for another %d s"
                .formatted(left));
      }
    }
  }
}
