package dev.consolegw.gateway.console.viewer;

import dev.consolegw.authz.Person;
import dev.consolegw.gateway.backend.ConsoleInput;
import dev.consolegw.gateway.connection.InputAck;
import dev.consolegw.gateway.connection.InputQueue;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.console.Subscription;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.SessionEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** What a viewer asks of the console that it looks at, and tells it. Any thread. */
public interface ViewerHost {

  /** The console itself. */
  Console console();

  /** How long one dial of it may take. */
  Duration dialBudget();

  /** Whether there is a connection, and it has not ended. */
  boolean isLive();

  /** What this viewer does here. */
  Role role(LocalViewer viewer);

  /** Asks to write, by force where the right to MANAGE allows. */
  void takeSeat(LocalViewer viewer);

  /** Gives the writing up for whoever wants it. Returns whether it was this viewer's. */
  boolean giveSeat(LocalViewer viewer);

  /** The viewer's session has ended. */
  void detach(LocalViewer viewer, SessionEnd ending);

  /** How many others look. */
  int others(LocalViewer viewer);

  /** One line to everybody but the one who caused it. */
  void tellOthers(LocalViewer viewer, String line);

  /** What is on its way to the guest; only {@link InputGate} lets something in. */
  InputQueue queue();

  /** Tells the guest the size of its terminal, where the wire can. */
  void tellSize(ConsoleInput.WindowChange size);

  /** The guest's terminal was given this size by a line that was typed. */
  void typedSize(ConsoleInput.WindowChange size);

  /**
   * Presses Enter before all that waits, when the guest stands at a prompt and the connection has
   * shown nothing yet. Looks for that on the disk's threads.
   *
   * @param ack told of the one byte
   */
  void wakeAtPrompt(InputAck ack);

  /** This viewer types something that goes to the guest. */
  void typed(LocalViewer viewer);

  /** Why this viewer may not send anything past the seat; empty when it may. */
  Optional<SessionEnd> objection(LocalViewer viewer);

  /**
   * Whether this viewer's person may send a break or a reset now: only so many a second. If so, it
   * counts as sent.
   */
  boolean mayBreak(LocalViewer viewer);

  /**
   * Tells a viewer of output from now on.
   *
   * @param more runs after each output, where it came; must not block
   */
  Subscription subscribe(Runnable more);

  /** A viewer has read on: the guest may go on unless its writer is still far behind. */
  void progressed();

  /** When the guest last had its chance to print: now, while it has to wait. */
  Instant lastSign();

  /**
   * Up to where somebody has seen the output, in any session, those here included; disk threads.
   */
  OptionalLong seenBy(Person person);

  /** Takes down how far everybody here has seen the output. */
  void noteSeen();
}
