package dev.consolegw.gateway.e2e.vspc;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.TypedBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.function.BooleanSupplier;

/** Settings for ports of VMs, and where they are. */
final class ClientPorts {
  static final String WRITE =
      "users: [client-ports], consoles: [\"vspc/*\"], right: write, directory: vspc";
  static final String MANAGE = WRITE.replace("right: write", "right: manage");

  private ClientPorts() {}

  /** What stands under {@code vspc:}, with ports from one on that is free. */
  static String vspc(String ports) {
    return "{ listen: \"127.0.0.1:0\", client-ports: { from: %d%s } }"
        .formatted(free(), ports.isEmpty() ? "" : ", " + ports);
  }

  static int free() {
    try (var any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port of a VM, as people ask for it. */
  static int number(TestGateway gateway, String vm) {
    return gateway
        .ssh(TestPerson.ALICE, "menu")
        .command("vspc")
        .run()
        .out()
        .lines()
        .filter(line -> line.startsWith(vm + ":"))
        .map(line -> Integer.valueOf(line.substring(line.lastIndexOf(':') + 1)))
        .findFirst()
        .orElseThrow();
  }

  /** How many of them look at a VM's console. */
  static long viewers(TestGateway gateway, String vm) {
    var who = gateway.ssh(TestPerson.ALICE, vm).command("who").run();
    return who.out().lines().filter(line -> line.contains("client-ports")).count();
  }

  /** Tries until it is so: that somebody has left is known a moment later. */
  static void until(BooleanSupplier it) {
    long end = System.nanoTime() + TypedBytes.PATIENCE.toNanos();
    while (!it.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not in the end either");
      }
    }
  }
}
