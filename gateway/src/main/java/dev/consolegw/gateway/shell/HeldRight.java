package dev.consolegw.gateway.shell;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Right;
import dev.consolegw.config.Settings.Recording;
import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.console.Subscription;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The right of somebody to what runs for them in a guest, for as long as it does: asked for again
 * when it is due, and by a reload. Any thread.
 */
final class HeldRight implements AutoCloseable {
  private final Needed needed;
  private final Runnable over;
  private final AtomicReference<@Nullable SessionEnd> ending = new AtomicReference<>();
  private final Subscription holding;

  /** What somebody has to be allowed, beside to write. */
  enum Needed {
    COMMANDS("write on this console", ""),
    CONNECTIONS("connect through this guest", "shell.forward"),
    SSHD("reach this guest's own SSH server", "shell.sshd");

    private final String what;
    private final String setting;

    Needed(String what, String setting) {
      this.what = what;
      this.setting = setting;
    }

    private boolean isAllowed(Grant grant) {
      return switch (this) {
        case COMMANDS -> true;
        case CONNECTIONS -> grant.shell().forward();
        case SSHD -> isPastRecords(grant);
      };
    }

    /** Nobody sees what goes through, so there can be no record of it. */
    private static boolean isPastRecords(Grant grant) {
      return grant.shell().sshd() && grant.terms().record() != Recording.REQUIRED;
    }

    /** Refuses whoever is not allowed it, for another reason than their right to the console. */
    void check(Grant grant) throws Refusal {
      if (isAllowed(grant)) {
        return;
      }
      throw new Refusal(
          ExitCode.NOT_ALLOWED,
          this == SSHD && grant.shell().sshd()
              ? "you may not %s: what you do here has to be recorded, and that cannot be"
                  .formatted(what)
              : "you may not %s; the gateway's operator allows it with %s"
                  .formatted(what, setting));
    }

    private SessionEnd less() {
      return SessionEnd.now(ExitCode.NOT_ALLOWED, "you may %s no longer".formatted(what));
    }

    boolean isIn(Grant grant) {
      return grant.right().includes(Right.WRITE) && isAllowed(grant);
    }
  }

  /**
   * Begins to watch over a grant.
   *
   * @param over runs once, when the right is gone; {@link #check} then says why
   */
  HeldRight(AuthorizedConsole authorized, Needed needed, Runnable over) {
    this.needed = needed;
    this.over = over;
    this.holding = authorized.console().read(authorized.grant(), this::renewed, this::end);
  }

  private void renewed(Grant anew) {
    if (!needed.isIn(anew)) {
      end(needed.less());
    }
  }

  private void end(SessionEnd why) {
    if (ending.compareAndSet(null, why)) {
      over.run();
    }
  }

  /** Why it is gone, if it is. */
  Optional<String> reason() {
    return Optional.ofNullable(ending.get()).map(SessionEnd::text);
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
