package dev.consolegw.gateway.shell;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Right;
import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.console.Subscription;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The right of somebody to what runs for them in a guest, for as long as it does: asked for again
 * when it is due, and by a reload. Any thread.
 */
final class HeldRight implements AutoCloseable {
  private static final SessionEnd LESS =
      SessionEnd.now(ExitCode.NOT_ALLOWED, "you may write on this console no longer");

  private final Runnable over;
  private final AtomicReference<@Nullable SessionEnd> ending = new AtomicReference<>();
  private final Subscription holding;

  /**
   * Begins to watch over a grant.
   *
   * @param over runs once, when the right is gone; {@link #check} then says why
   */
  HeldRight(AuthorizedConsole authorized, Runnable over) {
    this.over = over;
    this.holding = authorized.console().read(authorized.grant(), this::renewed, this::end);
  }

  private void renewed(Grant anew) {
    if (!anew.right().includes(Right.WRITE)) {
      end(LESS);
    }
  }

  private void end(SessionEnd why) {
    if (ending.compareAndSet(null, why)) {
      over.run();
    }
  }

  /** Refuses whoever has lost it. */
  void check() throws Refusal {
    var why = ending.get();
    if (why != null) {
      throw new Refusal(why.code(), why.text());
    }
  }

  @Override
  public void close() {
    holding.close();
  }
}
