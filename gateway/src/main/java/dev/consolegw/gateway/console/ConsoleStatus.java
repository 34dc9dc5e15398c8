package dev.consolegw.gateway.console;

import dev.consolegw.gateway.session.ViewerInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a console is at one moment.
 *
 * @param state what its connection does, such as {@code live}
 * @param silent whether the connection has shown nothing yet, so that of what is typed one Enter
 *     goes out and the rest waits
 * @param lastOutput when it last printed something; when it was made, if it has not since
 * @param viewers who looks, in the order of their coming
 * @param told which size the guest was told last, by the gateway; empty when it never was
 */
public record ConsoleStatus(
    String state,
    boolean silent,
    Instant lastOutput,
    List<ViewerInfo> viewers,
    Optional<ToldSize> told) {

  /**
   * The size of a terminal, as the guest was told it.
   *
   * @param typed as a command line; else over the wire
   */
  public record ToldSize(int rows, int columns, boolean typed) {}
}
