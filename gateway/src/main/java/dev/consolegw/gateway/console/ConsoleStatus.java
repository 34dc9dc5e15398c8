package dev.consolegw.gateway.console;

import dev.consolegw.gateway.session.ViewerInfo;
import java.time.Instant;
import java.util.List;

/**
 * How a console is at one moment.
 *
 * @param state what its connection does, such as {@code live}
 * @param lastOutput when it last printed something; when it was made, if it has not since
 * @param viewers who looks, in the order of their coming
 */
public record ConsoleStatus(String state, Instant lastOutput, List<ViewerInfo> viewers) {}
