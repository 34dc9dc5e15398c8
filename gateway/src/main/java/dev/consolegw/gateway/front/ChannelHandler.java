package dev.consolegw.gateway.front;

import dev.consolegw.gateway.backend.ConsoleInput;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * What a channel is used for: a console, or a command. Called on the front's threads, one call at a
 * time for one channel except {@link #room}; must not block.
 */
public interface ChannelHandler {

  /** Bytes from the client. Their number is given back to its window when they are done with. */
  void data(ByteBuffer bytes);

  /** The client sends no more bytes. */
  void endOfInput();

  /** The client's terminal has another size. */
  void resized(ConsoleInput.WindowChange size);

  /** The client sent a break (RFC 4335). */
  void broke(Duration length);

  /** The client sent a signal. */
  default void signalled(ClientSignal signal) {}

  /** There is room for output again. Any thread. */
  void room();

  /** The channel is closing, for whatever reason. */
  void gone();

  /** A channel before it is anything. */
  ChannelHandler NONE =
      new ChannelHandler() {
        @Override
        public void data(ByteBuffer bytes) {}

        @Override
        public void endOfInput() {}

        @Override
        public void resized(ConsoleInput.WindowChange size) {}

        @Override
        public void broke(Duration length) {}

        @Override
        public void room() {}

        @Override
        public void gone() {}
      };
}
