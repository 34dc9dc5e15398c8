package dev.consolegw.authz.openstack.client;

import dev.consolegw.authz.openstack.account.Scope;
import dev.consolegw.authz.openstack.client.CloudException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Keystone for tokens so that a wrong password locks no account: some five refusals do, and
 * Keystone refuses a scope and a password with the same words. So who signs in when nobody has for
 * a while does it alone, the others wait for that; when it is refused, a token without a scope
 * tells whose fault it is; and after a refused password nobody asks again before a pause is over,
 * which doubles each time. One for all who sign in to a cloud. Thread-safe; blocks.
 */
final class SignIn implements Tokens.Source {
  /** How long a success lets others ask side by side. */
  static final Duration PROVEN = Duration.ofSeconds(10);

  /** After the first refusal of a password. */
  static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

  static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

  /** Without a scope: whoever has the right password gets one. */
  private static final Scope NO_SCOPE = new Scope.Own();

  private static final Logger log = LoggerFactory.getLogger(SignIn.class);

  private final Tokens.Source keystone;
  private final InstantSource clock;

  // Guarded by this.
  private Instant provenUntil = Instant.MIN;
  private @Nullable Refused refused;
  private @Nullable Trial trial;

  /** Somebody who asks for all who wait. One is equal to itself alone. */
  private static final class Trial {
    private final CompletableFuture<Void> done = new CompletableFuture<>();
  }

  /** A refused credential, and when it is tried again. */
  private record Refused(CloudException why, Duration pause, Instant until) {}

  SignIn(Tokens.Source keystone, InstantSource clock) {
    this.keystone = keystone;
    this.clock = clock;
  }

  /**
   * A new token.
   *
   * @throws CloudException UNAUTHORIZED when the scope is refused; SIGN_IN_REFUSED when the
   *     credential is, or was a short while ago
   */
  @Override
  public Token token(Scope scope) throws CloudException {
    var mine = new Trial();
    Trial others = null;
    synchronized (this) {
      var now = clock.instant();
      var known = refused;
      if (known != null && now.isBefore(known.until())) {
        throw known.why().again();
      }
      if (known != null || !now.isBefore(provenUntil)) {
        others = trial;
        if (others == null) {
          trial = mine;
          others = mine;
        }
      }
    }
    if (others == mine) {
      return tried(scope, mine);
    }
    if (others != null) {
      var _ = Tokens.join(others.done);
    }
    return asked(scope);
  }

  /** There is another credential: it is tried at once. */
  synchronized void forget() {
    provenUntil = Instant.MIN;
    refused = null;
  }

  /** Asks while the credential is known to be good. */
  private Token asked(Scope scope) throws CloudException {
    try {
      return keystone.token(scope);
    } catch (CloudException failure) {
      if (failure.kind() == Kind.SIGN_IN_REFUSED) {
        settle(null, failure);
      }
      throw failure;
    }
  }

  /** Asks for all who wait. */
  private Token tried(Scope scope, Trial mine) throws CloudException {
    try {
      var token = alone(scope);
      settle(mine, null);
      mine.done.complete(null);
      return token;
    } catch (CloudException failure) {
      if (failure.kind() == Kind.UNAUTHORIZED) {
        settle(mine, null); // the credential is good, for another scope
        mine.done.complete(null);
      } else {
        settle(mine, failure);
        mine.done.completeExceptionally(failure);
      }
      throw failure;
    } finally {
      if (!mine.done.isDone()) { // a bug must not leave the others waiting
        settle(mine, CloudException.silent("the gateway failed; its log says how"));
        mine.done.cancel(false);
      }
    }
  }

  /** UNAUTHORIZED of this means the scope. */
  private Token alone(Scope scope) throws CloudException {
    boolean doubted = isDoubted();
    if (doubted) {
      var _ = keystone.token(NO_SCOPE); // one try a pause, whoever asks for whatever scope
    }
    try {
      return keystone.token(scope);
    } catch (CloudException failure) {
      if (failure.kind() == Kind.UNAUTHORIZED && !doubted) {
        var _ = keystone.token(NO_SCOPE);
      }
      throw failure;
    }
  }

  private synchronized boolean isDoubted() {
    return refused != null;
  }

  private synchronized void settle(@Nullable Trial ended, @Nullable CloudException failure) {
    if (trial == ended) {
      trial = null;
    }
    var before = refused;
    var now = clock.instant();
    if (failure == null) {
      refused = null;
      provenUntil = now.plus(PROVEN);
      if (before != null) {
        log.info("event=cloud-signed-in-again");
      }
    } else if (failure.kind() == Kind.SIGN_IN_REFUSED) {
      var pause = before == null ? FIRST_PAUSE : before.pause().multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
      refused = new Refused(failure, pause, now.plus(pause));
      provenUntil = Instant.MIN;
      log.error(
          "event=cloud-sign-in-refused next-try=\"{} s\" cause=\"{}\"",
          pause.toSeconds(),
          failure.getMessage());
    }
  }
}
