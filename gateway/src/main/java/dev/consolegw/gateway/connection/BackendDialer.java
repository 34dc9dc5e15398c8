package dev.consolegw.gateway.connection;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.directory.ConsoleId;
import java.time.Duration;

/** Opens the one connection to a console: asks its directory for the address, then dials it. */
@FunctionalInterface
public interface BackendDialer {

  /**
   * Blocks for the budget at most; called on a virtual thread.
   *
   * @throws DialException with the reason, for people
   */
  Backend dial(ConsoleId id, OutputSink sink, Duration budget) throws DialException;
}
