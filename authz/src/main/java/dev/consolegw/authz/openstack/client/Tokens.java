package dev.consolegw.authz.openstack.client;

import dev.consolegw.authz.openstack.account.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One token a scope, shared by all who need it. When one is due, the first who asks gets it and the
 * others wait for that; while the old one still works they go on with it. Thread-safe; blocks.
 */
final class Tokens {
  /** Between attempts that fail, for one scope. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** The same after a refusal: roles change seldom. Of a refused password see {@link SignIn}. */
  static final Duration REFUSED = Duration.ofMinutes(1);

  /** Tokens kept; more than projects in use. Beyond it, those that have ended are dropped. */
  private static final int MAX_KEPT = 4096;

  private final Source source;
  private final InstantSource clock;
  private final Map<Scope, Slot> slots = new ConcurrentHashMap<>();

  /** Where tokens come from. */
  @FunctionalInterface
  interface Source {
    Token token(Scope scope) throws CloudException;
  }

  /** A token, and the next one if somebody is getting it. Guarded by itself. */
  private static final class Slot {
    private @Nullable Token token;
    private @Nullable CompletableFuture<Token> next;
    private @Nullable CloudException refusal;
    private Instant pauseUntil = Instant.MIN;
  }

  Tokens(Source source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  /** One that works for some time yet. */
  Token get(Scope scope) throws CloudException {
    var slot = slots.computeIfAbsent(scope, _ -> new Slot());
    var mine = new CompletableFuture<Token>();
    CompletableFuture<Token> others;
    synchronized (slot) {
      var now = clock.instant();
      var token = slot.token;
      if (token != null && !token.isDue(now)) {
        return token;
      }
      if (slot.refusal != null && now.isBefore(slot.pauseUntil)) {
        throw slot.refusal.again();
      }
      boolean busy = slot.next != null || now.isBefore(slot.pauseUntil);
      if (busy && token != null && now.isBefore(token.expires())) {
        return token;
      }
      others = slot.next;
      if (others == null) {
        slot.next = mine;
      }
    }
    return others == null ? fetch(scope, slot, mine) : join(others);
  }

  private Token fetch(Scope scope, Slot slot, CompletableFuture<Token> mine) throws CloudException {
    try {
      var token = source.token(scope);
      settle(slot, token, null);
      mine.complete(token);
      prune();
      return token;
    } catch (CloudException failure) {
      var old = settle(slot, null, failure);
      mine.completeExceptionally(failure);
      if (old != null && clock.instant().isBefore(old.expires())) {
        return old; // Keystone is away: what we have still works
      }
      throw failure;
    } finally {
      if (!mine.isDone()) { // a bug must not leave the others waiting
        settle(slot, null, null);
        mine.cancel(false);
      }
    }
  }

  private @Nullable Token settle(
      Slot slot, @Nullable Token token, @Nullable CloudException failure) {
    synchronized (slot) {
      slot.next = null;
      if (token != null) {
        slot.token = token;
        slot.refusal = null;
      } else if (failure != null) {
        boolean refused = failure.kind() == CloudException.Kind.UNAUTHORIZED;
        slot.pauseUntil = clock.instant().plus(refused ? REFUSED : PAUSE);
        if (refused) {
          slot.token = null;
          slot.refusal = failure;
        }
      }
      return slot.token;
    }
  }

  /** What somebody else gets, in bounded time. */
  static <T> T join(CompletableFuture<T> others) throws CloudException {
    try {
      return others.get(Call.BUDGET.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof CloudException cause) {
        throw cause.again();
      }
      throw new IllegalStateException("no other failure is ever set", failure);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw CloudException.silent("interrupted");
    } catch (TimeoutException | java.util.concurrent.CancellationException _) {
      throw CloudException.silent("Keystone does not answer: no answer in time");
    }
  }

  /** Told that a service does not accept one: the next who asks gets another. */
  void refused(Scope scope, Token token) {
    var slot = slots.get(scope);
    if (slot != null) {
      synchronized (slot) {
        if (token.equals(slot.token)) {
          slot.token = null;
        }
      }
    }
  }

  /** Gets new ones from now on: who signs in is somebody else, or has another password. */
  void forget() {
    slots.clear();
  }

  private void prune() {
    if (slots.size() > MAX_KEPT) {
      var now = clock.instant();
      slots
          .values()
          .removeIf(slot -> {
            synchronized (slot) {
              var token = slot.token;
              return slot.next == null && (token == null || now.isAfter(token.expires()));
            }
          });
    }
  }
}
