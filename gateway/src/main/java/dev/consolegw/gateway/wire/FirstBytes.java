package dev.consolegw.gateway.wire;

import dev.consolegw.gateway.backend.Greeting;
import dev.consolegw.gateway.net.Deadline;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what a connection brings first, and knows some far sides by it that are no consoles. A
 * guest may print the same later. On the link's thread.
 */
final class FirstBytes {
  /**
   * Telnet servers greet by themselves; after this, the same bytes are binary output of a guest.
   */
  private static final Duration GREETING = Duration.ofSeconds(5);

  private @Nullable ByteBuffer start; // of what may become a greeting
  private final Deadline greeting = Deadline.in(GREETING);
  private boolean decided;

  /** Whether nothing that comes can tell any more. */
  boolean isDecided() {
    return decided;
  }

  /**
   * Takes the next piece, without reading it off.
   *
   * @return who it is, once, if it is none that has a console
   */
  Optional<Greeting> next(ByteBuffer piece) {
    if (decided || !piece.hasRemaining()) {
      return Optional.empty();
    }
    var looked = start == null ? ByteBuffer.allocate(Greeting.LOOK) : start;
    int count = Math.min(looked.remaining(), piece.remaining());
    looked.put(piece.slice(piece.position(), count));
    var known = Greeting.of(looked.duplicate().flip());
    decided = !Greeting.mayBecome(looked.duplicate().flip());
    start = decided ? null : looked;
    return known.filter(each -> each != Greeting.TELNET || !greeting.hasPassed());
  }
}
