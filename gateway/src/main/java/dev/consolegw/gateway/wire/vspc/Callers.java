package dev.consolegw.gateway.wire.vspc;

import static dev.consolegw.gateway.backend.Reason.Kind.AWAY;

import dev.consolegw.gateway.backend.Backend;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.OutputSink;
import dev.consolegw.gateway.backend.Reason;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The VMs that have called, each under the key of its console. Of two calls for one console the
 * newer counts when it comes from the same host, or when the older one's host does not answer any
 * more. Any thread; no lock.
 */
final class Callers {
  static final Reason NOT_CONNECTED =
      Reason.of(AWAY, "the VM is not connected: it is switched off, or its host does not reach us");

  private static final Reason ANOTHER =
      Reason.of(Reason.Kind.REFUSED, "another host has this VM, and answers");

  private static final Reason FULL =
      Reason.of(Reason.Kind.REFUSED, "the gateway knows too many VMs");

  private static final Logger log = LoggerFactory.getLogger(Callers.class);

  private final VspcServices services;
  private final ConcurrentMap<String, VspcBackend> vms = new ConcurrentHashMap<>();

  Callers(VspcServices services) {
    this.services = services;
  }

  /** It is known whose call it is. On the link's thread. */
  void identified(VspcLink link, Registrar.Caller caller, EarlyOutput early) {
    var console = services.registrar().console(caller);
    if (console.isEmpty()) {
      log.warn("event=vspc-refused host={} cause=\"too many ports are known\"", link.host());
      refuse(link, early, FULL);
      return;
    }
    var key = console.get();
    var before = vms.get(key);
    if (before == null || before.isOver() || sameHost(before, link)) {
      admit(key, link, caller, early);
      return;
    }
    // On the link again, as its end may have come meanwhile.
    before.askWhetherAlive(alive ->
        link.post(() -> {
          if (alive) {
            log.warn(
                "event=vspc-refused console={} host={} cause=\"another host has it, and answers\"",
                key,
                link.host());
            refuse(link, early, ANOTHER);
          } else {
            admit(key, link, caller, early);
          }
        }));
  }

  private static boolean sameHost(VspcBackend before, VspcLink link) {
    return before.from().filter(link.from()::equals).isPresent();
  }

  private static void refuse(VspcLink link, EarlyOutput early, Reason why) {
    var _ = early.take();
    link.say(Suboption.WONT_PROXY);
    link.close(why);
  }

  private void admit(String key, VspcLink link, Registrar.Caller caller, EarlyOutput early) {
    var vm = new VspcBackend(key, link, early, this::ended, services);
    var before = vms.put(key, vm);
    if (before != null) {
      log.info("event=vspc-called-again console={}", key);
      vm.inherit(before.replaced());
    }
    link.handTo(vm);
    link.say(Suboption.WILL_PROXY);
    log.info("event=vspc-arrived console={} host={}", key, link.host());
    services.registrar().arrived(key, caller);
  }

  /** It is over; its output may be taken yet. */
  private void ended(VspcBackend vm) {
    var there = vms.get(vm.console());
    if (vm.equals(there)) {
      log.info("event=vspc-left console={}", vm.console());
      services.registrar().left(vm.console());
      if (vm.isTaken()) {
        vms.remove(vm.console(), vm);
      }
    }
  }

  /**
   * The line of a VM that has called, for whoever opens its console.
   *
   * @throws DialException when it has not, or somebody has it
   */
  Backend take(String console, OutputSink sink) throws DialException {
    var vm = vms.get(console);
    if (vm == null || !vm.take(sink)) {
      throw new DialException(NOT_CONNECTED);
    }
    if (vm.isOver()) {
      vms.remove(console, vm);
    }
    return vm;
  }

  /** Its console is gone: nobody asks for it any more. */
  void forget(String console) {
    var vm = vms.remove(console);
    if (vm != null) {
      vm.close();
    }
  }

  /** Ends all of them. */
  void close() {
    new ArrayList<>(vms.values()).forEach(VspcBackend::close);
  }
}
