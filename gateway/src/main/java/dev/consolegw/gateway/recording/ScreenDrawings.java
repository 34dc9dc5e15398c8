package dev.consolegw.gateway.recording;

import dev.consolegw.authz.Identity;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.console.live.GuestScreens;
import dev.consolegw.gateway.console.screen.ScreenRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Draws what stands on a screen for the record of a session, while the session goes on. One that
 * cannot be drawn, for want of the disk, is left out. Any thread; the lock guards memory.
 */
final class ScreenDrawings {
  /** So many may be under way; of more, those are left out. */
  private static final int MOST = 4;

  /** How long an ending waits for one that is under way. */
  private static final Duration WITHIN = Duration.ofSeconds(2);

  private final GuestScreens screens;
  private final Console console;
  private final Identity who;
  private final Consumer<GuestScreens.Picture> drawn;
  private CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
  private int underWay;

  /**
   * @param who is recorded, and pays
   * @param drawn given each; called without the lock
   */
  ScreenDrawings(
      GuestScreens screens, Console console, Identity who, Consumer<GuestScreens.Picture> drawn) {
    this.screens = screens;
    this.console = console;
    this.who = who;
    this.drawn = drawn;
  }

  /**
   * Begins one. Returns at once.
   *
   * @param of after how much output
   */
  void draw(long of) {
    var done = new CompletableFuture<Void>();
    synchronized (this) {
      if (underWay == MOST) {
        return;
      }
      underWay++;
      all = CompletableFuture.allOf(all, done);
    }
    var _ =
        screens
            .rebuild(
                ScreenRequest.now(console.history(), who, 0, 0).at(of), console.status().told())
            .whenComplete((picture, failure) -> {
              if (failure == null) {
                drawn.accept(picture);
              }
              over(done);
            });
  }

  private void over(CompletableFuture<Void> done) {
    synchronized (this) {
      underWay--;
    }
    done.complete(null);
  }

  /** Completes when none is under way, or has been for too long. */
  CompletableFuture<Void> settled() {
    CompletableFuture<Void> now;
    synchronized (this) {
      now = all.copy();
    }
    return now.completeOnTimeout(null, WITHIN.toMillis(), TimeUnit.MILLISECONDS);
  }
}
