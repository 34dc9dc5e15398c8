package dev.consolegw.gateway.console;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.ViewerOptions;
import java.util.OptionalLong;

/**
 * What it takes to become a viewer: who, with which right, how, and where the output goes.
 *
 * @param came the offset from which on what is printed is no past to them; empty for where the
 *     history ends when they are let in
 */
public record AttachRequest(
    Session session, Grant grant, ViewerOptions options, ViewerSink sink, OptionalLong came) {
  /** For somebody who comes now. */
  public AttachRequest(Session session, Grant grant, ViewerOptions options, ViewerSink sink) {
    this(session, grant, options, sink, OptionalLong.empty());
  }
}
