package dev.consolegw.gateway.front;

import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.console.Viewer;
import dev.consolegw.gateway.console.ViewerAction;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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

  /** The client has come without a size, and most likely tells none. */
  default void unsized() {}

  /** The client sent a break (RFC 4335). */
  void broke(Duration length);

  /** The client sent a signal. */
  default void signalled(ClientSignal signal) {}

  /** The client does something for which it has words of its own, where that means anything. */
  default void acted(ViewerAction action) {}

  /** Who looks at a console here; empty where this is none. */
  default Optional<Viewer> viewer() {
    return Optional.empty();
  }

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

  /**
   * What a client has sent while nobody was there to hear it, in its order: bytes, as many as its
   * window allows, breaks and signals. Guarded by its owner.
   */
  final class Early {
    /** Breaks and signals that are kept; of more, nobody could say what they were for. */
    static final int MOST = 5;

    private final List<Consumer<ChannelHandler>> before = new ArrayList<>(0);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
    private int words;

    /** Keeps bytes; they are the caller's again afterwards. */
    public void add(ByteBuffer more) {
      var copy = new byte[more.remaining()];
      more.get(copy);
      bytes.writeBytes(copy);
    }

    /** Keeps a break. */
    public void addBreak(Duration length) {
      add(handler -> handler.broke(length));
    }

    /** Keeps a signal. */
    public void addSignal(ClientSignal signal) {
      add(handler -> handler.signalled(signal));
    }

    /** Keeps something that it has done. */
    public void add(Consumer<ChannelHandler> word) {
      if (words++ < MOST) {
        takeBytes();
        before.add(word);
      }
    }

    private void takeBytes() {
      if (bytes.size() > 0) {
        var piece = bytes.toByteArray();
        bytes.reset();
        before.add(handler -> handler.data(ByteBuffer.wrap(piece)));
      }
    }

    /** Hands all of it on, once. */
    public void handTo(ChannelHandler handler) {
      takeBytes();
      before.forEach(each -> each.accept(handler));
      before.clear();
      words = 0;
    }
  }
}
