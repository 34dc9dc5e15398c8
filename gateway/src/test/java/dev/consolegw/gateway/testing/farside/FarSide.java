package dev.consolegw.gateway.testing.farside;

import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.testing.TypedBytes;
import java.nio.charset.StandardCharsets;

/**
 * The other end of a serial line, as a test sees it. Serves one client at a time; the next waits
 * until the first has gone. Everything that waits gives up after {@link TypedBytes#PATIENCE} with
 * an {@link AssertionError}.
 */
public interface FarSide extends AutoCloseable {

  /** Where to dial. */
  ConsoleAddress address();

  /** Waits until a client is connected and served. */
  void awaitClient();

  /** Waits until the client has gone. */
  void awaitNoClient();

  /** Prints to the connected client, waiting for one, and for as long as it does not read. */
  void print(byte[] bytes);

  default void print(String text) {
    print(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What was typed, over all connections. */
  TypedBytes typed();

  /** Waits for the text and forgets what was typed up to its end. */
  default void awaitTyped(String text) {
    typed().await(text);
  }

  /** Takes nothing more from the client for now. */
  void stopReading();

  void goOnReading();

  /** Ends the connection without a word; the next client may come. */
  void hangUp();

  @Override
  void close();
}
