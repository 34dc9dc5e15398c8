package dev.consolegw.gateway.shell;

import dev.consolegw.gateway.event.ShellEvent;
import dev.consolegw.gateway.shell.guest.Guest;
import java.util.concurrent.CompletionStage;

/** A guest that is ready to work, and what holds its line. Any thread. */
interface OpenGuest extends AutoCloseable {

  Guest guest();

  /** How its shell came to be ours. */
  default ShellEvent.How how() {
    return ShellEvent.How.ALREADY_OPEN;
  }

  /** Done when it is lost or closed, with the reason: a clause for a person. */
  CompletionStage<String> ended();

  /**
   * Ends all that runs there, and hands the line back as it was. Blocks for seconds.
   *
   * @param why a clause for a person; empty when nobody needs it any more
   */
  void close(String why);

  @Override
  default void close() {
    close("");
  }
}
