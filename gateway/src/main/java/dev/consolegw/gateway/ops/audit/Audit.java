package dev.consolegw.gateway.ops.audit;

import dev.consolegw.authz.Identity;
import dev.consolegw.gateway.event.GatewayEvent;
import dev.consolegw.gateway.ops.LogHealth;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Where everything that people do is told. Any thread; nobody waits for a disk or a network. */
public interface Audit extends LogHealth, Closeable {
  /** Keeps nothing. */
  Audit NONE = _ -> {};

  /** Notes that something has happened. */
  void record(AuditEvent event);

  /** The same of what the bus tells. */
  default void heard(GatewayEvent event) {
    record(new AuditEvent.Happened(event));
  }

  /** The same of somebody who called where nobody knows yet who they are, and was not let in. */
  default void turnedAway(String listener, InetSocketAddress from, String cause, long omitted) {
    record(new AuditEvent.TurnedAway(listener, from, cause, omitted));
  }

  /** Whether what is noted now will be on record. */
  @Override
  default boolean isWritable() {
    return true;
  }

  /**
   * The same of what somebody does: who has more lines waiting than one may have is on record no
   * more for now, and nobody else is the worse for it.
   */
  default boolean isWritable(Identity who) {
    return isWritable();
  }

  /** Opens files anew, which somebody may have moved away. */
  default void reopen() {}

  /** Writes what waits, for a moment at most, and ends. */
  @Override
  default void close() throws IOException {}
}
