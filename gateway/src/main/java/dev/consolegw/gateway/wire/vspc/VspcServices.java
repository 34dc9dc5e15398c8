package dev.consolegw.gateway.wire.vspc;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all calls of a listener share.
 *
 * @param registrar which console each is for
 * @param moves VMs on their way to another host
 * @param early bytes that all {@link EarlyOutput} hold together
 * @param timer runs short things later
 */
record VspcServices(
    Registrar registrar, Moves moves, AtomicLong early, ScheduledExecutorService timer) {

  EarlyOutput earlyOutput() {
    return new EarlyOutput(early);
  }
}
