package dev.consolegw.gateway.e2e.console;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.ConsoleAddress;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.Qemu;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long paste into a real QEMU, through everything. */
@Tag("slow")
class QemuPasteTest {
  /** 16 KiB. */
  private static final int ALL = 2048;

  /** What is waited for at once: a paced guest takes its time. */
  private static final int PIECE = 256;

  @TempDir Path folder;

  private TestGateway.Entry entry(ConsoleAddress address) {
    return console("lab/web1", address).with("qmp: \"unix:" + folder.resolve("qmp.sock") + "\"");
  }

  /** Text in which no part looks like another. */
  private static String lines(int count) {
    return IntStream.range(0, count).mapToObj("line%03x\r"::formatted).collect(joining());
  }

  private static void pasteAndBreak(int lines, Qemu qemu, TestGateway.Entry entry) {
    var upper = lines(lines).toUpperCase(Locale.ROOT);
    try (var gateway = TestGateway.with(entry);
        var ssh = gateway.ssh(ALICE, "web1").pipes().attached()) {
      qemu.boot();
      ssh.awaitOut(Qemu.BANNER);

      ssh.type(lines(lines));

      for (int at = 0; at < upper.length(); at += PIECE) {
        assertThat(ssh.out().await(PIECE)).asString().isEqualTo(upper.substring(at, at + PIECE));
      }
      var sent = gateway.ssh(ALICE, "web1").command("break").run();
      assertThat(sent).isEqualTo(new Ssh.Result(0, "", ""));
      ssh.awaitOut("B!");
    }
  }

  private void pasteIntoWebsocket(int lines, String pace) {
    int port = Qemu.freePort();
    try (var qemu = Qemu.onWebSocket(folder, port)) {
      var entry = entry(Addresses.parse("ws://127.0.0.1:" + port + "/"));
      pasteAndBreak(lines, qemu, entry.with("pace: \"" + pace + "\""));
    }
  }

  @Test
  void aWebsocketNeedsAPace() {
    pasteIntoWebsocket(32, "1B/20ms");
  }

  /** Slowly, for QEMU takes all that a websocket brings, and loses what its guest is late for. */
  @Tag("long")
  @Test
  void aLongPasteIntoAWebsocketArrivesWhole() {
    pasteIntoWebsocket(128, "1B/20ms");
  }

  @Test
  void aUnixSocketNeedsNone() {
    var socket = folder.resolve("console.sock");
    try (var qemu = Qemu.onUnix(folder, socket)) {
      pasteAndBreak(ALL, qemu, entry(ConsoleAddress.unix(socket)));
    }
  }

  @Test
  void aTcpPortNeedsNone() {
    int port = Qemu.freePort();
    try (var qemu = Qemu.onTcp(folder, port)) {
      pasteAndBreak(ALL, qemu, entry(ConsoleAddress.tcp("127.0.0.1", port)));
    }
  }
}
