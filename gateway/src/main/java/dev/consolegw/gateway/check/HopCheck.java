package dev.consolegw.gateway.check;

import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.net.Deadline;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.transport.Hop;
import dev.consolegw.gateway.wire.Wires;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Signs in to every hop once, as the gateway would, and leaves. Blocks. */
public final class HopCheck {
  private static final Duration BUDGET = Duration.ofSeconds(20);

  private HopCheck() {}

  /**
   * Tries them one after the other.
   *
   * @param ways hops, each after those through which it is reached
   * @param say gets a line for each
   * @return whether all let us in
   */
  public static ExitCode run(Collection<List<Hop>> ways, Consumer<String> say) throws IOException {
    var timer = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
    var all = ExitCode.OK;
    try (var wires = new Wires(timer)) {
      for (var way :
          ways.stream().sorted((a, b) -> a.toString().compareTo(b.toString())).toList()) {
        try {
          wires.hops().reach(way, Deadline.in(BUDGET));
          say.accept("good: " + way.getLast() + " lets us in");
        } catch (DialException refused) {
          say.accept("bad: " + refused.reason().text());
          all = ExitCode.UNAVAILABLE;
        }
      }
    } finally {
      timer.shutdownNow();
    }
    return all;
  }
}
