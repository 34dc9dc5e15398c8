package dev.consolegw.gateway.console;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Renewal;

/** Asks again for a right; {@link dev.consolegw.gateway.directory.Directories#renew} does. */
@FunctionalInterface
public interface GrantRenewer {

  /** May block for seconds; called on a virtual thread. */
  Renewal renew(Grant old);
}
