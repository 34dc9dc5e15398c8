package dev.consolegw.gateway.access;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.console.Subscription;
import dev.consolegw.gateway.session.SessionEnd;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The right of somebody to read what a console has printed, for as long as they do: the grant is
 * asked for again when it is due, and ends with a console that somebody has alone, or with the
 * gateway. Any thread.
 */
public final class AuthorizedRead implements AutoCloseable {
  private final AuthorizedConsole authorized;
  private final Runnable over;
  private final AtomicBoolean isOver = new AtomicBoolean();
  private final Subscription reading;
  private volatile Grant grant;
  private volatile @Nullable SessionEnd ending;

  /**
   * Begins to watch over a grant.
   *
   * @param over runs once, on any thread, when the grant is gone; {@link #check} then says why
   * @throws Refusal when they may not even look, or not at the past
   */
  public AuthorizedRead(AuthorizedConsole authorized, Runnable over) throws Refusal {
    authorized.needPast();
    this.authorized = authorized;
    this.over = over;
    this.grant = authorized.grant();
    this.reading = authorized.console().read(grant, this::renewed, this::end);
  }

  private void renewed(Grant anew) {
    grant = anew;
    if (!anew.readsPast() && isOver.compareAndSet(false, true)) {
      over.run();
    }
  }

  private void end(SessionEnd why) {
    ending = why;
    if (isOver.compareAndSet(false, true)) {
      over.run();
    }
  }

  /** The console, with the right as it is now. */
  public AuthorizedConsole authorized() {
    return new AuthorizedConsole(authorized.console(), grant, authorized.options());
  }

  /**
   * Asks nobody: call it as often as you like.
   *
   * @throws Refusal when they may read no longer
   */
  public void check() throws Refusal {
    var why = ending;
    if (why != null) {
      throw new Refusal(why.code(), why.text());
    }
    authorized().needPast();
  }

  /** Whether {@link #check} lets them go on. */
  public boolean holds() {
    try {
      check();
      return true;
    } catch (Refusal over) {
      return false;
    }
  }

  @Override
  public void close() {
    reading.close();
  }
}
