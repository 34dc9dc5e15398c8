package dev.consolegw.gateway.access;

import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Right;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.session.ExitCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tickets for one console each: whoever has one may open it once, within {@link #VALID}, as the
 * person whom it was given to, and with no larger right. Only their hashes are kept. Any thread;
 * the lock is held over memory only.
 */
public final class Tickets {
  /** So long one may be used. */
  public static final Duration VALID = Duration.ofSeconds(60);

  /** Tickets of one person that are not used yet; the oldest gives way. */
  static final int OF_ONE = 32;

  /** The same of all. */
  static final int ALL = 10_000;

  private static final int BYTES = 32;

  private final InstantSource ages;
  private final SecureRandom random = new SecureRandom();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Ticket> open = new LinkedHashMap<>(); // by hash; guarded by lock

  /**
   * What a ticket is good for.
   *
   * @param identity of whoever it was given to
   * @param names what the console is called by those who come for it
   * @param right the most that its holder may do there
   */
  public record Holder(Identity identity, ConsoleId console, Set<String> names, Right right) {
    public Holder {
      names = Set.copyOf(names);
    }
  }

  private record Ticket(Holder holder, Instant until) {}

  /**
   * @param ages a clock that no step moves
   */
  public Tickets(InstantSource ages) {
    this.ages = ages;
  }

  /**
   * Makes one.
   *
   * @return 43 characters of base64url
   * @throws Refusal when there are as many as may be
   */
  public String give(Holder holder) throws Refusal {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    var ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    lock.lock();
    try {
      forgetOld();
      makeRoom(holder.identity().owners());
      if (open.size() >= ALL) {
        throw new Refusal(
            ExitCode.TRY_AGAIN, "there are as many tickets as may be; try again in a minute");
      }
      open.put(hash(ticket), new Ticket(holder, ages.instant().plus(VALID)));
    } finally {
      lock.unlock();
    }
    return ticket;
  }

  private void forgetOld() {
    var now = ages.instant();
    open.values().removeIf(ticket -> !ticket.until().isAfter(now));
  }

  private void makeRoom(Set<Person> owners) {
    long count = open.values().stream().filter(one -> isOf(one, owners)).count();
    for (Iterator<Ticket> each = open.values().iterator(); count >= OF_ONE && each.hasNext(); ) {
      if (isOf(each.next(), owners)) {
        each.remove();
        count--;
      }
    }
  }

  private static boolean isOf(Ticket ticket, Set<Person> owners) {
    return ticket.holder().identity().owners().equals(owners);
  }

  /** Uses one up; empty when it is none, was used, or is too old. */
  public Optional<Holder> use(String ticket) {
    var hash = hash(ticket);
    lock.lock();
    try {
      forgetOld();
      return Optional.ofNullable(open.remove(hash)).map(Ticket::holder);
    } finally {
      lock.unlock();
    }
  }

  private static String hash(String ticket) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(ticket.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
