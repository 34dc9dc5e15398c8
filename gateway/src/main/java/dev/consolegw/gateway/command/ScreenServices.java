package dev.consolegw.gateway.command;

import dev.consolegw.authz.Person;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.background.Background;
import dev.consolegw.gateway.budget.Budget;
import dev.consolegw.gateway.budget.Turns;
import dev.consolegw.gateway.console.live.GuestScreens;
import dev.consolegw.gateway.console.live.LiveScreens;
import dev.consolegw.gateway.console.screen.Screens;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Screens, for commands. Any thread. */
public final class ScreenServices {
  /** Pictures of one person that are made at a time. */
  static final int PICTURES = 1;

  /** Bytes of pictures that are made and not read yet. */
  private static final Budget.Limits UNREAD =
      new Budget.Limits(Budget.Limits.NONE, 32 << 20, 128 << 20);

  /** How long the disk may take. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final GuestScreens guest;
  private final LiveScreens live;
  private final Background background;
  private final Turns<Set<Person>> pictures = Turns.ofEach(PICTURES);
  private final Budget unread = new Budget(UNREAD);

  /**
   * @param background makes pictures: of a large screen, that takes its time
   */
  public ScreenServices(Screens screens, ScheduledExecutorService timer, Background background) {
    this.guest = new GuestScreens(screens);
    this.live = new LiveScreens(guest, timer, background);
    this.background = background;
  }

  /** A picture that its client has not read yet; closed when it has. */
  public interface Unread extends AutoCloseable {
    @Override
    void close();
  }

  /** Screens as they were at one moment. */
  public GuestScreens guest() {
    return guest;
  }

  /** Screens as they change. */
  public LiveScreens live() {
    return live;
  }

  /** Makes a picture in a turn of whoever wants it; meant for a virtual thread. */
  public <T, E extends Exception> T picture(Caller caller, Background.Work<T, E> made) throws E {
    try (var _ = pictures.take(caller.session().identity().owners())) {
      return background.make(made);
    }
  }

  /**
   * Counts a picture until it is closed: until its client has read it.
   *
   * @throws Refusal when this person, or all, have too many that nobody reads
   */
  public Unread unread(Caller caller, long bytes) throws Refusal {
    var share = unread.share(caller.session().identity());
    if (!share.tryUse(bytes)) {
      share.close();
      throw new Refusal(
          ExitCode.TRY_AGAIN,
          "too many pictures wait for clients that do not read; read yours, or try again later");
    }
    return share::close;
  }

  /**
   * Waits for what is made of a history, {@link #PATIENCE} at most; meant for a virtual thread.
   *
   * @throws Refusal in one sentence, when the disk does not answer or has too much to do
   * @throws IOException when the client is gone
   */
  public static <T> T await(CommandContext context, CompletableFuture<T> made)
      throws Refusal, IOException {
    context.io().whenGone(() -> made.cancel(false));
    try {
      return made.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException stalled) {
      made.cancel(false);
      throw new Refusal(
          ExitCode.UNAVAILABLE,
          "the gateway's disk does not answer, so the screen cannot be drawn; try again later");
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RejectedExecutionException) {
        throw new Refusal(
            ExitCode.TRY_AGAIN, "too many screens are being drawn; try again in a moment");
      }
      Uncaught.pass(failure);
      throw new IllegalStateException(failure.getCause());
    } catch (CancellationException gone) {
      throw new IOException("the client is gone", gone);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("the gateway stops", stop);
    }
  }
}
