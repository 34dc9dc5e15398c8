package dev.consolegw.gateway.wire;

import dev.consolegw.gateway.backend.Greeting;
import dev.consolegw.gateway.net.Deadline;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Looks at what a connection brings first, and knows some far sides by it that are no consoles. A
 * guest may print the same later. On the link's thread.
 */
final class FirstBytes {
  /**
   * Telnet servers greet by themselves; after this, the same bytes are binary output of a guest.
   */
  private static final Duration GREETING = Duration.ofSeconds(5);

  private final ByteBuffer start = ByteBuffer.allocate(Greeting.LOOK);
  private final Deadline greeting = Deadline.in(GREETING);
  private boolean decided;

  /**
   * Takes the next piece, without reading it off.
   *
   * @return who it is, once, if it is none that has a console
   */
  Optional<Greeting> next(ByteBuffer piece) {
    if (decided) {
      return Optional.empty();
    }
    int count = Math.min(start.remaining(), piece.remaining());
    start.put(piece.slice(piece.position(), count));
    var known = Greeting.of(start.duplicate().flip());
    decided = known.isPresent() || !start.hasRemaining();
    return known.filter(each -> each != Greeting.TELNET || !greeting.hasPassed());
  }
}
