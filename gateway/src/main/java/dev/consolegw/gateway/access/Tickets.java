package dev.consolegw.gateway.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Tickets, and the cookies that browsers get for them: whoever shows one comes as the person whom
 * it was given to. Whether they may is asked for anew each time; of a ticket or a cookie comes no
 * right by itself. Any thread; nothing waits.
 */
public final class Tickets {
  /** So long a ticket may wait for its one use. */
  public static final Duration VALID = Duration.ofSeconds(60);

  /** So long a browser is known by its cookie, at most. */
  public static final Duration COOKIE = Duration.ofHours(12);

  /** Tickets of one person; the one that ends first gives way. */
  static final int OF_ONE = 32;

  /** The same of all. */
  static final int ALL = 10_000;

  /** Cookies of one person; the oldest gives way. */
  static final int COOKIES_OF_ONE = 128;

  /** The same of all. */
  static final int ALL_COOKIES = 20_000;

  private final InstantSource ages;
  private final Secrets tickets;
  private final Secrets cookies;

  /** What a ticket was good for, and until when something may come of it. */
  public record Used(Pass pass, Instant until) {}

  /**
   * @param ages a clock that no step moves
   */
  public Tickets(InstantSource ages) {
    this.ages = ages;
    this.tickets = new Secrets(OF_ONE, ALL, ages);
    this.cookies = new Secrets(COOKIES_OF_ONE, ALL_COOKIES, ages);
  }

  /** Makes a ticket that opens once; 43 characters of base64url. */
  public String give(Pass pass) {
    return tickets.make(new Secrets.Kept(pass, ages.instant().plus(VALID), false));
  }

  /** Makes one that opens again and again, for so long. */
  public String give(Pass pass, Duration lasting) {
    return tickets.make(new Secrets.Kept(pass, ages.instant().plus(lasting), true));
  }

  /** Uses a ticket; empty when it is none, was used, or is too old. */
  public Optional<Used> use(String ticket) {
    return tickets
        .use(ticket)
        .map(kept -> {
          var cookie = ages.instant().plus(COOKIE);
          boolean sooner = kept.again() && kept.until().isBefore(cookie);
          return new Used(kept.pass(), sooner ? kept.until() : cookie);
        });
  }

  /** Makes a cookie for a browser that has shown a ticket. */
  public String cookie(Used ticket) {
    return cookies.make(new Secrets.Kept(ticket.pass(), ticket.until(), true));
  }

  /** Whose cookie it is; empty when it is none, or too old. */
  public Optional<Pass> visitor(String cookie) {
    return cookies.use(cookie).map(Secrets.Kept::pass);
  }

  /** The browser is to be known by this cookie no more. */
  public void forget(String cookie) {
    cookies.forget(cookie);
  }
}
