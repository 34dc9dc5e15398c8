package dev.consolegw.gateway.net.accept;

import dev.consolegw.authz.LogRateLimit;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Lets in who may call, and no more strangers than it is told to: callers of whom it is not known
 * yet who they are. Any thread.
 */
public final class Doorkeeper {
  /** Of the address of an IPv6 network that one stranger has all of. */
  private static final int NETWORK_BYTES = 8;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<InetAddress, Integer> strangers = new HashMap<>(); // guarded by lock
  private final int perAddress;
  private final int all;
  private final UnaryOperator<InetAddress> stranger;
  private final LogRateLimit<InetAddress> told =
      new LogRateLimit<>(InstantSource.system(), LogRateLimit.Bounds.STRANGERS);
  private int waiting; // guarded by lock
  private volatile Predicate<InetAddress> allowed;
  private volatile Listener listener = (_, _, _, _) -> {};

  /** Hears of those who are not let in: a few times a minute of one stranger, and of all. */
  @FunctionalInterface
  public interface Listener {
    /**
     * One is turned away. Must not block.
     *
     * @param door the name of what they called
     * @param cause in a word
     * @param omitted how many this was not told of since it was told last
     */
    void turnedAway(String door, InetSocketAddress from, String cause, long omitted);
  }

  /**
   * @param allowed who may call at all
   * @param perAddress strangers from one address
   * @param all strangers together
   */
  public Doorkeeper(Predicate<InetAddress> allowed, int perAddress, int all) {
    this(allowed, perAddress, all, UnaryOperator.identity());
  }

  private Doorkeeper(
      Predicate<InetAddress> allowed,
      int perAddress,
      int all,
      UnaryOperator<InetAddress> stranger) {
    this.allowed = allowed;
    this.perAddress = perAddress;
    this.all = all;
    this.stranger = stranger;
  }

  /** One for whoever comes from anywhere, who has all addresses of a network: of IPv6, one /64. */
  public static Doorkeeper ofNetworks(int perNetwork, int all) {
    return new Doorkeeper(_ -> true, perNetwork, all, Doorkeeper::network);
  }

  /** Another with bounds of its own, which lets in anybody; one stranger is the same to both. */
  Doorkeeper alike(int ofOne, int most) {
    return new Doorkeeper(_ -> true, ofOne, most, stranger);
  }

  private static InetAddress network(InetAddress of) {
    if (!(of instanceof Inet6Address)) {
      return of;
    }
    try {
      var first = Arrays.copyOf(of.getAddress(), NETWORK_BYTES);
      return InetAddress.getByAddress(Arrays.copyOf(first, of.getAddress().length));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address has as many bytes as before", impossible);
    }
  }

  /** From now on, these may call. Who is in stays. */
  public void allow(Predicate<InetAddress> anew) {
    allowed = anew;
  }

  /** From now on tells somebody of those who are not let in. */
  public void tell(Listener who) {
    listener = who;
  }

  /** One was not let in. */
  void turnedAway(String door, InetSocketAddress from, String cause) {
    told.take(network(from.getAddress()))
        .ifPresent(omitted -> listener.turnedAway(door, from, cause, omitted.all()));
  }

  boolean allows(InetAddress address) {
    return allowed.test(address);
  }

  /** Lets a stranger in; nothing when there are too many. */
  Optional<Visit> enter(InetAddress from) {
    var address = stranger.apply(from);
    lock.lock();
    try {
      int there = strangers.getOrDefault(address, 0);
      if (there >= perAddress || waiting >= all) {
        return Optional.empty();
      }
      strangers.put(address, there + 1);
      waiting++;
      return Optional.of(new Visit(address));
    } finally {
      lock.unlock();
    }
  }

  private void leave(InetAddress address) {
    lock.lock();
    try {
      strangers.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
      waiting--;
    } finally {
      lock.unlock();
    }
  }

  /** A stranger, until it is known who it is or it has left. */
  public final class Visit {
    private final InetAddress address;
    private final AtomicBoolean over = new AtomicBoolean();

    private Visit(InetAddress address) {
      this.address = address;
    }

    /** No stranger any more; further calls do nothing. */
    public void end() {
      if (over.compareAndSet(false, true)) {
        leave(address);
      }
    }
  }
}
