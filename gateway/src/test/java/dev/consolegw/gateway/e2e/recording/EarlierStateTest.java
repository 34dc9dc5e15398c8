package dev.consolegw.gateway.e2e.recording;

import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway goes on with the state that an earlier build has left. In it Bob looked at {@code
 * lab/kept} while it booted, then Alice signed in there as root and left without signing out, and
 * the gateway was stopped with SIGTERM; started again, it was killed while Alice was on {@code
 * lab/killed}. What is expected is what that build itself printed of a copy.
 */
@Tag("slow")
class EarlierStateTest {
  private static final long EPOCH = 1L << 32;
  private static final String BOOT = "kept: booting\r\n";
  private static final String SESSION =
      "\r\nkept login: root\r\nPassword: \r\nWelcome, \u001b[1mroot\u001b[0m \u00fc\r\n"
          + "# uptime\r\nup 3 days\r\n# ";
  private static final String KILLED = "killed: booting\r\nhelp\r\nno help\r\n> ";

  private static final String KEPT_TIMES =
      """
      2026-11-29T09:47:50.779Z kept: booting\r
      2026-11-29T09:47:56.009Z \r
      2026-11-29T09:47:56.009Z kept login: root\r
      2026-11-29T09:47:57.550Z Password: \r
      2026-11-29T09:47:57.550Z Welcome, root \u00fc\r
      2026-11-29T09:47:57.550Z # uptime\r
      2026-11-29T09:47:59.132Z up 3 days\r
      2026-11-29T09:47:59.132Z #\s
      """;
  private static final String KEPT_OUTAGE =
      "console: not connected from 2026-11-29T09:47:54.850Z to 2026-11-29T09:47:56.007Z: "
          + "what was printed then, before offset=15, is missing\n";
  private static final String KILLED_TIMES =
      """
      2026-11-29T09:48:08.752Z killed: booting\r
      2026-11-29T09:48:10.043Z help\r
      2026-11-29T09:48:10.043Z no help\r
      2026-11-29T09:48:10.043Z >\s
      """;
  private static final String KILLED_GAP =
      "console: gap at \\S+Z: the gateway was killed; a moment of output after offset=34 "
          + "may be missing, numbering goes on at offset=4294967296\n";

  private static final String BOBS = "20261129T094750Z-000001";
  private static final String ALICES = "20261129T094756Z-000002";
  private static final String CUT_OFF = "20261129T094808Z-000001";

  private static final String LIST =
      """
      %s person=file:bob from=127.0.0.1 bytes=15 end=2026-11-29T09:47:52.849811328Z
      %s person=file:alice from=127.0.0.1 bytes=81 end=2026-11-29T09:48:01.660904249Z
      """
          .formatted(BOBS, ALICES);
  private static final String ALICES_CAST =
      """
      {"version":2,"width":80,"height":24,"timestamp":1795945676,\
      "title":"kept, session 000002 of file:alice","env":{"TERM":"vt220"}}
      [0.003,"m","file:alice writes"]
      [0.006,"o","\\r\\nkept login: "]
      [1.547,"o","root\\r\\nPassword: \\r\\nWelcome, \\u001B[1mroot\\u001B[0m \\u00FC\\r\\n# "]
      [1.781,"i","root\\r"]
      [3.129,"o","uptime\\r\\nup 3 days\\r\\n# "]
      [3.360,"i","uptime\\r"]
      [5.657,"m","nobody writes"]
      """;

  @TempDir private Path folder;
  private final FakeGuest kept = FakeGuest.tcp();
  private final FakeGuest killed = FakeGuest.tcp();

  @BeforeEach
  void unpack() throws Exception {
    var packed = Path.of(requireNonNull(getClass().getResource("earlier-state")).toURI());
    try (var files = Files.walk(packed)) {
      for (var from : files.toList()) {
        var to = Files.copy(from, folder.resolve("state").resolve(packed.relativize(from)));
        var mode = Files.isDirectory(to) ? "rwx------" : "rw-------";
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString(mode));
      }
    }
    Files.writeString(
        folder.resolve("console-gw.yaml"),
        """
        state: "%s/state"
        ssh: { listen: "127.0.0.1:0" }
        users: { alice: { keys: ["%s"] }, bob: { keys: ["%s"] } }
        rules:
          - { users: [alice], consoles: ["lab/*"], right: manage }
          - { users: [bob], consoles: ["lab/*"], right: write }
        sessions: { record: on }
        recordings: { keep-for: 36500d }
        consoles:
          lab/kept: { address: "%s" }
          lab/killed: { address: "%s" }
        """
            .formatted(
                folder, ALICE.publicKey(), BOB.publicKey(), kept.address(), killed.address()));
  }

  @AfterEach
  void unplug() {
    kept.close();
    killed.close();
  }

  private static Ssh.Result run(GatewayProcess gateway, TestPerson who, String name, String words) {
    var result = gateway.ssh(who, name).command(words).run();
    assertThat(result.exitCode()).as(words + ": " + result.err()).isZero();
    return new Ssh.Result(0, utf8(result.out()), result.err());
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static void stop(GatewayProcess gateway) {
    assertThat(gateway.stop().err()).doesNotContain("\tat ").doesNotContain(" | at ");
  }

  @Test
  void theLogHasTheSameBytesAtTheSameOffsetsAndTimes() {
    try (var gateway = GatewayProcess.on(folder)) {
      assertThat(run(gateway, ALICE, "kept", "log --raw"))
          .isEqualTo(new Ssh.Result(0, BOOT + SESSION, KEPT_OUTAGE));
      assertThat(run(gateway, ALICE, "kept", "log --timestamps"))
          .isEqualTo(new Ssh.Result(0, KEPT_TIMES, KEPT_OUTAGE));
      assertThat(run(gateway, ALICE, "kept", "log --raw --from 15").out()).isEqualTo(SESSION);
      assertThat(run(gateway, ALICE, "kept", "log --raw --from 75").out())
          .isEqualTo("uptime\r\nup 3 days\r\n# ");
      for (var each : new String[] {"log --raw", "log --timestamps"}) {
        var log = run(gateway, ALICE, "killed", each);
        assertThat(log.out()).isEqualTo(each.endsWith("raw") ? KILLED : KILLED_TIMES);
        assertThat(log.err()).matches(KILLED_GAP);
      }
      assertThat(run(gateway, ALICE, "kept", "status").out())
          .containsPattern("first-offset +0\nnext-offset +96\n");
      stop(gateway);
    }
  }

  @Test
  void numberingGoesOnAndAfterTheKillAtTheNextEpoch() {
    try (var gateway = GatewayProcess.on(folder)) {
      try (var ssh = gateway.ssh("kept").pipes()) {
        ssh.awaitNotice(" offset=96\n");
        kept.print("again");
        ssh.awaitOut("again");
      }
      try (var ssh = gateway.ssh("killed").pipes()) {
        ssh.awaitNotice(" offset=" + EPOCH + "\n");
        killed.print("again");
        ssh.awaitOut("again");
      }
      stop(gateway);

      try (var third = gateway.again()) {
        assertThat(run(third, ALICE, "kept", "log --raw").out())
            .isEqualTo(BOOT + SESSION + "again");
        assertThat(run(third, ALICE, "kept", "log --raw --from 96").out()).isEqualTo("again");
        var log = run(third, ALICE, "killed", "log --raw");
        assertThat(log.out()).isEqualTo(KILLED + "again");
        assertThat(log.err()).matches(KILLED_GAP);
        assertThat(run(third, ALICE, "killed", "log --raw --from " + EPOCH).out())
            .isEqualTo("again");
        stop(third);
      }
    }
  }

  @Test
  void everybodyGoesOnWhereTheyLeftAndIsToldWhoseLoginMayBeOpen() {
    var note =
        "console: last writer alice from 127\\.0\\.0\\.1 left .* ago; no logout was seen, "
            + "the guest may still be logged in as them\n";
    try (var gateway = GatewayProcess.on(folder)) {
      try (var alice = gateway.ssh("kept+replay=new+eof=500ms").pipes()) {
        alice.awaitNotice("console: attached server=kept ");
        alice.awaitNotice(" offset=96\n");
        alice.endInput();
        assertThat(alice.result().out()).isEmpty();
      }
      var bob = gateway.ssh(BOB, "kept+replay=new+eof=500ms").run();
      assertThat(utf8(bob.out())).isEqualTo(SESSION);
      assertThat(bob.err()).containsPattern("^" + note).contains(" offset=15\n");

      assertThat(gateway.ssh(BOB, "killed+eof=500ms").run().err()).containsPattern("^" + note);
      assertThat(gateway.ssh("killed+eof=500ms").run().err()).doesNotContain("last writer");
      stop(gateway);
    }
  }

  @Test
  void recordingsAreListedShownPlayedAndExportedAsBefore() {
    try (var gateway = GatewayProcess.on(folder)) {
      assertThat(run(gateway, ALICE, "kept", "recordings").out()).isEqualTo(LIST);
      assertThat(run(gateway, BOB, "kept", "recordings").out())
          .isEqualTo(LIST.lines().findFirst().orElseThrow() + "\n");
      assertThat(run(gateway, ALICE, "kept", "recordings play --speed 1000 --raw " + BOBS).out())
          .isEqualTo(BOOT);
      assertThat(run(gateway, ALICE, "kept", "recordings play --speed 1000 --raw " + ALICES).out())
          .isEqualTo(SESSION);
      assertThat(run(gateway, ALICE, "kept", "recordings export " + ALICES).out())
          .isEqualTo(ALICES_CAST);
      assertThat(run(gateway, ALICE, "kept", "recordings show " + ALICES).out())
          .contains("2026-11-29T09:47:57.784Z  typed by file:alice: \"root\\x0d\"\n")
          .endsWith("2026-11-29T09:48:01.660Z  end exit=0 withheld=10\n");

      assertThat(run(gateway, ALICE, "killed", "recordings").out())
          .startsWith(
              CUT_OFF + " person=file:alice from=127.0.0.1 bytes=34 end=2026-11-29T09:48:10")
          .hasLineCount(1);
      assertThat(run(gateway, ALICE, "killed", "recordings play --speed 1000 --raw " + CUT_OFF))
          .extracting(Ssh.Result::out)
          .isEqualTo(KILLED);
      assertThat(run(gateway, ALICE, "killed", "recordings show " + CUT_OFF).out())
          .endsWith("end exit=unknown withheld=0: the gateway was killed\n");
      stop(gateway);
    }
  }

  @Test
  void theHostKeyStays() throws Exception {
    var key = folder.resolve("state").resolve("ssh_host_ed25519_key");
    Program.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "gw", "-f", key.toString());
    var secret = Files.readString(key);
    var line = Files.readString(key.resolveSibling(key.getFileName() + ".pub")).split(" ", -1);
    try (var gateway = GatewayProcess.on(folder)) {
      run(gateway, ALICE, "kept", "status");

      assertThat(folder.resolve("known_hosts")).content().contains("ssh-ed25519 " + line[1]);
      assertThat(key).hasContent(secret);
      stop(gateway);
    }
  }

  @Test
  void aRecordingBeginsWhereItStoodStill() {
    try (var gateway = GatewayProcess.on(folder)) {
      var middle = run(gateway, ALICE, "kept", "recordings export --at +2600ms " + ALICES).out();
      var end = run(gateway, ALICE, "kept", "recordings export --at +5s " + ALICES).out();

      assertThat(middle).startsWith(header(2));
      assertThat(middle.lines().skip(1))
          .satisfiesExactly(
              first -> assertThat(first).startsWith("[0.000,\"o\",").contains("Welcome"),
              next -> assertThat(next).isEqualTo("[0.529,\"o\",\"uptime\\r\\nup 3 days\\r\\n# \"]"),
              next -> assertThat(next).isEqualTo("[0.760,\"i\",\"uptime\\r\"]"),
              next -> assertThat(next).isEqualTo("[3.057,\"m\",\"nobody writes\"]"));
      assertThat(end).startsWith(header(5));
      assertThat(end.lines().skip(1))
          .satisfiesExactly(
              first -> assertThat(first).startsWith("[0.000,\"o\",").contains("up 3 days"),
              next -> assertThat(next).isEqualTo("[0.657,\"m\",\"nobody writes\"]"));
      stop(gateway);
    }
  }

  private static String header(int seconds) {
    return "{\"version\":2,\"width\":80,\"height\":24,\"timestamp\":" + (1795945676 + seconds);
  }
}
