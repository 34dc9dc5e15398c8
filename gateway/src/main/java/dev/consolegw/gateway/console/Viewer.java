package dev.consolegw.gateway.console;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Person;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.connection.Delivery;
import dev.consolegw.gateway.connection.InputAck;
import dev.consolegw.gateway.session.Replay;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.session.ViewerInfo;
import dev.consolegw.gateway.session.ViewerOptions;
import dev.consolegw.gateway.terminal.Printable;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One looker on a console, as who brings the person there sees it. Any thread; does not block. */
public interface Viewer {

  /** The right and the terms, as they are now. */
  Grant grant();

  /** How they want the console. */
  ViewerOptions wishes();

  /** What others may know of them. */
  ViewerInfo presence();

  /** Whom it looks at. */
  Console console();

  /** There may be room on the screen, or something new to show. */
  void signal();

  /**
   * Types. Every byte is acknowledged once through {@link ViewerSink#taken}.
   *
   * @param bytes the caller's again when this returns
   */
  void keys(ByteBuffer bytes);

  /** Types a text of our own making. */
  void type(String text);

  /** The terminal has this size; the guest is told while this viewer has the seat. */
  void resize(ConsoleInput.WindowChange newSize);

  /** The terminal's newest size; null when it has told none. */
  ConsoleInput.@Nullable WindowChange size();

  /** Sends a break or a reset, if this viewer writes, and says what came of it. */
  void send(ConsoleInput input, String what);

  /** Sends for somebody who does not sit on the seat but may; see {@link Console#objection}. */
  void instruct(ConsoleInput input, String what, Consumer<Delivery> told);

  /** The same for typed bytes. */
  void instruct(ByteBuffer bytes, InputAck ack);

  /** Asks for the seat. */
  void take();

  /** Gives the seat up. */
  void give();

  /** Throws away what was typed and is not sent yet. */
  void discard();

  /** Shows what the console printed lately once more. */
  void replay(Replay replay);

  /** A message to the other viewers. */
  void say(String message);

  /** The person's input has ended. */
  void endOfInput();

  /** The person leaves, or the client is gone. */
  void leave();

  /** One line beside the output, after what was printed before it. */
  void notice(String line);

  /** Ends the session; the first reason counts. */
  void end(SessionEnd ending);

  /** A person, for other people's eyes. */
  static String title(Person person, String address) {
    return Printable.of(person.name()) + " from " + address;
  }
}
