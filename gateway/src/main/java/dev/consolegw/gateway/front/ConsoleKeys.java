package dev.consolegw.gateway.front;

import dev.consolegw.gateway.terminal.input.EscapeKeys;
import dev.consolegw.gateway.terminal.input.EscapeKeys.Found;
import dev.consolegw.gateway.terminal.input.InputPart;
import dev.consolegw.gateway.terminal.input.TimedInput;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the keys of somebody at a console come to: something for the guest, a command of ours, a
 * message to the others. A state machine in memory alone; one call at a time.
 */
final class ConsoleKeys implements TimedInput.Reader<ConsoleKeys.Effect> {
  /** The key that leaves. */
  static final char LEAVE = '.';

  /** The key that begins a message. */
  private static final char MESSAGE = 'm';

  private final EscapeKeys keys;
  private final MessageLine message = new MessageLine();
  private final ByteArrayOutputStream typed = new ByteArrayOutputStream();

  /** What is to be done. */
  sealed interface Effect {
    /** Keys for the guest. */
    record Type(ByteBuffer bytes) implements Effect {}

    /** What no key made, for the guest. */
    record Report(InputPart.Cause cause, ByteBuffer bytes) implements Effect {}

    /**
     * A key after the escape key.
     *
     * @param key the character; 0 for a key that types none
     */
    record Command(char key) implements Effect {}

    /** The person is shown this. */
    record Echo(ByteBuffer shown) implements Effect {}

    /** What was typed to us is over, and stands on the terminal. */
    record Composed() implements Effect {}

    /** The others are told this. */
    record Say(String text) implements Effect {}

    /** So many bytes were for us. */
    record Taken(int count) implements Effect {}
  }

  /** Without an escape key every key is the guest's. */
  ConsoleKeys(Optional<Byte> escape) {
    this.keys = escape.map(EscapeKeys::anywhere).orElseGet(EscapeKeys::none);
  }

  @Override
  public void read(ByteBuffer bytes, Consumer<? super Effect> effects) {
    int before = bytes.remaining() + keys.held();
    int passed = 0;
    for (var found = keys.next(bytes); found != null; found = keys.next(bytes)) {
      passed += take(found, effects);
    }
    type(effects);
    taken(before - keys.held() - passed, effects);
  }

  @Override
  public void expire(Consumer<? super Effect> effects) {
    int before = keys.held();
    var found = keys.expire();
    int passed = found == null ? 0 : take(found, effects);
    type(effects);
    taken(before - keys.held() - passed, effects);
  }

  @Override
  public Optional<Duration> patience() {
    return keys.patience();
  }

  private static void taken(int count, Consumer<? super Effect> effects) {
    if (count > 0) {
      effects.accept(new Effect.Taken(count));
    }
  }

  /** What comes together for the guest goes on together: others may be typing, too. */
  private void type(Consumer<? super Effect> effects) {
    if (typed.size() > 0) {
      effects.accept(new Effect.Type(ByteBuffer.wrap(typed.toByteArray())));
      typed.reset();
    }
  }

  /** Returns how many bytes go to the guest. */
  private int take(Found found, Consumer<? super Effect> effects) {
    return switch (found) {
      case Found.Pass(InputPart.Report(var cause, var bytes)) -> {
        type(effects);
        effects.accept(new Effect.Report(cause, bytes));
        yield bytes.remaining();
      }
      case Found.Pass(var part) -> {
        typed.writeBytes(part.bytes().array());
        yield part.bytes().remaining();
      }
      case Found.Ours(var stroke) -> {
        type(effects);
        command(stroke.text(), effects);
        yield 0;
      }
      case Found.Captured(var part) -> {
        type(effects);
        compose(message.take(part), effects);
        yield 0;
      }
      case Found.Nothing() -> 0;
    };
  }

  private void command(String text, Consumer<? super Effect> effects) {
    char key = text.length() == 1 ? text.charAt(0) : 0;
    if (key == MESSAGE) {
      keys.capture(true);
      effects.accept(new Effect.Echo(message.open()));
    } else {
      effects.accept(new Effect.Command(key));
      if (key == LEAVE) {
        keys.stop(); // whatever is typed from now on is for somebody else
      }
    }
  }

  private void compose(MessageLine.Outcome outcome, Consumer<? super Effect> effects) {
    switch (outcome) {
      case MessageLine.Outcome.Echo(var shown) -> effects.accept(new Effect.Echo(shown));
      case MessageLine.Outcome.Ignored() -> {}
      case MessageLine.Outcome.Complete(var text) -> {
        keys.capture(false);
        effects.accept(new Effect.Echo(ByteBuffer.wrap(new byte[] {'\r', '\n'})));
        if (!text.isBlank()) {
          effects.accept(new Effect.Say(text));
        }
        effects.accept(new Effect.Composed());
      }
    }
  }
}
