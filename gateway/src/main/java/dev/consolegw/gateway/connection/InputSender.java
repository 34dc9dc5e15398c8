package dev.consolegw.gateway.connection;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.ConsoleInput;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the backend takes at the moment, who sends to it, and what it has in hand. The picture is at
 * {@link InputQueue}, whose lock guards all but {@link #send}.
 */
final class InputSender {
  private static final Logger log = LoggerFactory.getLogger(InputSender.class);

  /** Whom to tell when the backend has let go of what it keeps. */
  private List<Consumer<Delivery>> inHand = List.of();

  private State state = new State.Down();
  private boolean turnTaken;
  private long releases;

  private sealed interface State {
    /** There is none. */
    record Down() implements State {}

    /** It takes everything. */
    record Open(Backend to) implements State {}

    /** It takes only what overtakes. */
    record Held(Backend to) implements State {}
  }

  /**
   * One send.
   *
   * @param going told before it goes
   * @param told of what became of it
   * @param releases how often the backend had let go before: one more, and what it kept is gone
   */
  record Step(
      Backend to, ConsoleInput input, Runnable going, Consumer<Delivery> told, long releases) {}

  /** Takes the turn to send, which is one thread's at a time. False when somebody has it. */
  boolean takeTurn() {
    boolean free = !turnTaken;
    turnTaken = true;
    return free;
  }

  void giveTurn() {
    turnTaken = false;
  }

  void live(Backend to) {
    state = new State.Open(to);
  }

  /** Returns whose inputs went down with the connection, half sent perhaps. */
  List<Consumer<Delivery>> down() {
    state = new State.Down();
    return takeOut();
  }

  void hold() {
    state =
        switch (state) {
          case State.Down down -> down;
          case State.Open(var to) -> new State.Held(to);
          case State.Held held -> held;
        };
  }

  /** Returns whose inputs are sent now. */
  List<Consumer<Delivery>> released() {
    releases++;
    state =
        switch (state) {
          case State.Down down -> down;
          case State.Open open -> open;
          case State.Held(var to) -> new State.Open(to);
        };
    return takeOut();
  }

  private List<Consumer<Delivery>> takeOut() {
    var all = inHand;
    inHand = List.of();
    return all;
  }

  boolean isDown() {
    return state instanceof State.Down;
  }

  boolean isHeld() {
    return state instanceof State.Held;
  }

  /** The next thing to send. Only while there is a connection. */
  Step step(ConsoleInput input, Runnable going, Consumer<Delivery> told) {
    var to = backend();
    if (to == null) {
      throw new IllegalStateException("nothing is sent without a connection");
    }
    return new Step(to, input, going, told, releases);
  }

  private @Nullable Backend backend() {
    return switch (state) {
      case State.Down() -> null;
      case State.Open(var to) -> to;
      case State.Held(var to) -> to;
    };
  }

  /** What became of a step that the backend kept; null while it still does. */
  @Nullable Delivery kept(Step step) {
    if (!step.to().equals(backend())) {
      return Delivery.LOST;
    }
    if (step.releases() != releases) {
      return Delivery.SENT;
    }
    hold();
    inHand = Stream.concat(inHand.stream(), Stream.of(step.told())).toList();
    return null;
  }

  /** Sends without a lock; null when the backend keeps it. */
  static @Nullable Delivery send(Step step) {
    try {
      step.going().run();
      return switch (step.to().send(step.input())) {
        case DONE -> Delivery.SENT;
        case UNSUPPORTED -> Delivery.UNSUPPORTED;
        case HELD -> null;
      };
    } catch (IOException gone) {
      return Delivery.LOST; // its Closed follows and tells why
    } catch (RuntimeException bug) {
      log.error("event=backend-input-fault", bug);
      return Delivery.LOST;
    }
  }
}
