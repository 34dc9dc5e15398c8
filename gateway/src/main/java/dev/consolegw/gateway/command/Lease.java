package dev.consolegw.gateway.command;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.console.Ending;
import org.jspecify.annotations.Nullable;

/**
 * The right of somebody to read what a console has printed, for as long as they do: the grant is
 * asked for again when it is due, and ends with a console that somebody has alone, or with the
 * gateway. Any thread.
 */
public final class Lease implements AutoCloseable {
  private final Opened opened;
  private final Runnable over;
  private final Console.Reading reading;
  private volatile Grant grant;
  private volatile @Nullable Ending ending;

  /**
   * Begins to watch over a grant.
   *
   * @param over runs once, on any thread, when the grant is gone; {@link #check} then says why
   * @throws Refusal when they may not even look
   */
  public Lease(Opened opened, Runnable over) throws Refusal {
    Door.needLook(opened);
    this.opened = opened;
    this.over = over;
    this.grant = opened.grant();
    this.reading = opened.console().reads(grant, anew -> grant = anew, this::end);
  }

  private void end(Ending why) {
    ending = why;
    over.run();
  }

  /** The console, with the right as it is now. */
  public Opened opened() {
    return new Opened(opened.console(), grant, opened.wishes());
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
    Door.needLook(opened());
  }

  /** Whether {@link #check} lets them go on. */
  boolean holds() {
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
