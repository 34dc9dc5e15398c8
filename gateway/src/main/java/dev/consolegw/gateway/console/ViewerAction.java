package dev.consolegw.gateway.console;

import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.connection.Delivery;
import dev.consolegw.gateway.connection.InputAck;
import dev.consolegw.gateway.terminal.input.InputPart;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/** What somebody at a console does, whatever they sit at; see {@link Viewer#act}. */
public sealed interface ViewerAction {

  /**
   * Types. Every byte is acknowledged once through {@link ViewerSink#taken}.
   *
   * @param bytes the caller's again when {@link Viewer#act} returns
   */
  record Type(ByteBuffer bytes) implements ViewerAction {}

  /**
   * The terminal sends something by itself, which no key made: it goes to the guest while this
   * viewer writes, answers only of the seat's holder, and is no reason to tell a watcher anything.
   * Acknowledged as what is typed.
   *
   * @param bytes the caller's again when {@link Viewer#act} returns
   */
  record Report(InputPart.Cause cause, ByteBuffer bytes) implements ViewerAction {}

  /** Switches off what the guest has switched on at the terminal, whatever it was. */
  record RestoreTerminal() implements ViewerAction {}

  /** Types the size of the terminal as a command line for the guest. */
  record TypeSize() implements ViewerAction {}

  /**
   * Sends a break or a reset; what came of it is said in a notice.
   *
   * @param name what people call it
   */
  record Send(ConsoleInput input, String name) implements ViewerAction {}

  /**
   * Types without the seat, as a command does: whoever holds it must be somebody who would have to
   * give way. Where nobody may, the viewer ends and says why, and {@code ack} is told nothing.
   *
   * @param bytes the caller's again when {@link Viewer#act} returns
   * @param ack told of every byte once
   */
  record TypePastSeat(ByteBuffer bytes, InputAck ack) implements ViewerAction {}

  /**
   * Sends a break or a reset without the seat; as {@link TypePastSeat}.
   *
   * @param name what people call it
   * @param told what became of it
   */
  record SendPastSeat(ConsoleInput input, String name, Consumer<Delivery> told)
      implements ViewerAction {}

  /** The terminal has this size; the guest is told while this viewer has the seat. */
  record Resize(ConsoleInput.WindowChange size) implements ViewerAction {}

  /** The terminal tells no size: whatever waits for one takes the usual one. */
  record Unsized() implements ViewerAction {}

  /** Asks for the seat. */
  record TakeSeat() implements ViewerAction {}

  /** Gives the seat up. */
  record GiveSeat() implements ViewerAction {}

  /** Throws away what was typed and is not sent yet. */
  record Discard() implements ViewerAction {}

  /** Asks to see what the console printed lately once more. */
  record Replay(dev.consolegw.gateway.session.Replay what) implements ViewerAction {}

  /** Something was written to the terminal: where the guest's screen stands, it is shown anew. */
  record Redraw() implements ViewerAction {}

  /** A message to the other viewers. */
  record Say(String message) implements ViewerAction {}

  /**
   * They look at something of ours that costs nothing here.
   *
   * @param what in a word
   */
  record Look(String what) implements ViewerAction {}

  /** What the audit calls it; empty for what it hears of otherwise. */
  default Optional<String> word() {
    return switch (this) {
      case RestoreTerminal() -> Optional.of("restore-terminal");
      case TypeSize() -> Optional.of("type-size");
      case TakeSeat() -> Optional.of("take-seat");
      case GiveSeat() -> Optional.of("give-seat");
      case Discard() -> Optional.of("discard");
      case Replay(dev.consolegw.gateway.session.Replay.Screen()) -> Optional.of("screen");
      case Replay _ -> Optional.of("replay");
      case Say _ -> Optional.of("message");
      case Look(var what) -> Optional.of(what);
      case Type _,
          Report _,
          Send _,
          TypePastSeat _,
          SendPastSeat _,
          Resize _,
          Unsized _,
          Redraw _,
          EndOfInput _,
          Leave _ ->
          Optional.empty();
    };
  }

  /** The person's input has ended. */
  record EndOfInput() implements ViewerAction {}

  /** The person leaves, or the client is gone. */
  record Leave() implements ViewerAction {}
}
