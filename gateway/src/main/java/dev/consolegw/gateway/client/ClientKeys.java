package dev.consolegw.gateway.client;

import dev.consolegw.gateway.terminal.input.EscapeKeys;
import dev.consolegw.gateway.terminal.input.TimedInput;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the keys of this client's user come to: something for the guest, or, at the start of a line,
 * a command of ours. Behind the key that leaves nothing is found any more. A state machine in
 * memory alone; one call at a time.
 */
final class ClientKeys implements TimedInput.Reader<EscapeKeys.Found> {
  private static final String LEAVE = ".";

  private final EscapeKeys keys;

  /** Without an escape key every key is the guest's. */
  ClientKeys(Optional<Byte> escape) {
    this.keys =
        escape
            .map(key -> EscapeKeys.atLineStart(key, LEAVE + "Btgrc?"))
            .orElseGet(EscapeKeys::none);
  }

  @Override
  public void read(ByteBuffer bytes, Consumer<? super EscapeKeys.Found> found) {
    for (var each = keys.next(bytes); each != null; each = keys.next(bytes)) {
      found.accept(each);
      if (each instanceof EscapeKeys.Found.Ours(var stroke) && stroke.text().equals(LEAVE)) {
        keys.stop();
      }
    }
  }

  @Override
  public void expire(Consumer<? super EscapeKeys.Found> found) {
    var last = keys.expire();
    if (last != null) {
      found.accept(last);
    }
  }

  @Override
  public Optional<Duration> patience() {
    return keys.patience();
  }
}
