package dev.consolegw.gateway.console;

import dev.consolegw.gateway.session.ViewerInfo;
import java.time.Instant;
import java.util.List;

/**
 * How a console is at one moment.
 *
 * @param state what its connection does, such as {@code live}
 * @param silent whether the connection has shown nothing yet, so that of what is typed one Enter
 *     goes out and the rest waits
 * @param lastOutput when it last printed something; when it was made, if it has not since
 * @param viewers who looks, in the order of their coming
 */
public record ConsoleStatus(
    String state, boolean silent, Instant lastOutput, List<ViewerInfo> viewers) {}
