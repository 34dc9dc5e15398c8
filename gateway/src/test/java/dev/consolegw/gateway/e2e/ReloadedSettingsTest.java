package dev.consolegw.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.openstack.testing.CloudStub;
import dev.consolegw.authz.openstack.testing.StubData;
import dev.consolegw.config.Settings;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestCertificate;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.FakeQemuWebSocket;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each setting does when it is another on SIGHUP, beside sessions that are not touched. */
@Tag("slow")
class ReloadedSettingsTest {
  private static final String KEPT = "event=settings-kept keys=\"";
  private static final Pattern KEPT_KEYS =
      Pattern.compile(
          "state|ssh\\.(?!host-ca).*|limits\\..*|openstack\\.via"
              + "|audit\\.(file|stdout|syslog)"
              + "|vspc\\.(listen|hook|strangers|strangers-per-address|ports)"
              + "|web\\.(listen|tls|public-url|strangers|strangers-per-address)"
              + "|ops\\.listen");
  private static final String CHANGED = "event=settings-read changed=\"";

  @TempDir private Path folder;
  private CloudStub stub;

  @BeforeEach
  void open() throws IOException {
    stub = CloudStub.start();
    Files.writeString(folder.resolve("clouds.yaml"), stub.cloudsYaml());
  }

  @AfterEach
  void close() {
    stub.close();
  }

  private void settings(String text) throws IOException {
    Files.writeString(folder.resolve("console-gw.yaml"), text.replace("FOLDER", folder.toString()));
  }

  private Program start() {
    var words = GatewayProcess.words(List.of(), "serve", "--config", folder + "/console-gw.yaml");
    var environment = Map.of("OS_CLIENT_CONFIG_FILE", folder.resolve("clouds.yaml").toString());
    return Program.start(words, folder, environment);
  }

  private Ssh ssh(int port, TestPerson who, String name) {
    return Ssh.to(port, who, name, folder.resolve("known_hosts"));
  }

  private static int port(Program gateway) {
    gateway.out().await("listening on 127.0.0.1:");
    return Integer.parseInt(gateway.out().awaitLine());
  }

  private static void reload(Program gateway) {
    gateway.signal("HUP");
    gateway.err().await(CHANGED);
  }

  /** All keys as the log names them: of a section each of its own. */
  private static Stream<String> keys() {
    return Arrays.stream(Settings.class.getRecordComponents())
        .flatMap(part -> {
          var type = section(part);
          return type.isRecord()
              ? Arrays.stream(type.getRecordComponents())
                  .filter(inner -> !"where".equals(inner.getName()))
                  .map(inner -> kebab(part) + '.' + kebab(inner))
              : Stream.of(kebab(part));
        });
  }

  private static Class<?> section(RecordComponent part) {
    return part.getGenericType() instanceof ParameterizedType several
            && several.getActualTypeArguments()[0] instanceof Class<?> inner
            && several.getActualTypeArguments().length == 1
            && part.getType() != List.class
        ? inner
        : part.getType();
  }

  private static String kebab(RecordComponent part) {
    return part.getName().replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
  }

  private static List<String> words(String line) {
    return List.of(line.substring(0, line.indexOf('"')).split(", "));
  }

  /** Every setting otherwise than it was. */
  private static final String OTHERWISE =
      """
      state: "FOLDER/elsewhere"
      ssh: { listen: "127.0.0.2:0", algorithms: compatible, host-ca: "FOLDER/ca", login-grace: 29s,
        strangers-per-address: 9, strangers: 99, connections: 999, channels: 31,
        silent-seat: 16s, silent-end: 6m, penalties: { after: 11 } }
      limits: { connections-per-person: 9, sessions-per-person: 9, viewers-per-person: 9,
        input-per-connection: 2MiB, input-per-person: 9MiB, input: 65MiB,
        output-per-connection: 2MiB, output-per-person: 17MiB, output: 129MiB, breaks: 6,
        patterns-per-person: 3, patterns: 15, pattern-length: 511, pattern-counts: 999 }
      history: { capture: always, keep: 65MiB, keep-for: 9d, keep-all: 9GiB,
        mirror: "FOLDER/logs/%name.log" }
      recordings: { keep-for: 91d, keep-all: 11GiB }
      sessions: { sharing: join, viewers: 63, idle: 9h, total: 9d, on-leave: keep, record: on,
        record-input: "off" }
      audit: { file: "FOLDER/audit", stdout: true, syslog: "udp://127.0.0.1:514", required: true }
      users: { alice: { keys: "ALICE" } }
      rules: [ { users: [alice], consoles: ["lab/*"], right: manage } ]
      consoles: { lab/web1: { address: "tcp://127.0.0.1:1" } }
      hops: { key: "FOLDER/key", agent: "FOLDER/agent", known-hosts: "FOLDER/known" }
      openstack: { cloud: other, via: "ssh://hop@127.0.0.1", region: RegionOne, endpoints: internal,
        rights: { member: watch }, sessions: { member: { viewers: 5 } }, recheck: 59s,
        grant: 9m, refresh: 11m, calls-per-second: 19, capture: { most: 5 },
        shell: { user: root, password-file: "FOLDER/guest.pw" } }
      vspc: { listen: "telnets://127.0.0.1:0", allow: 127.0.0.0/8,
        tls: { cert: "CERT", key: "PRIVATE" }, projects: { project: lab }, expire: 23h,
        hook: /bin/true, strangers-per-address: 1999, strangers: 9999, ports: 19999,
        client-ports: { from: 50001, mode: read, allow: 127.0.0.0/8, clients: 9 },
        shell: { open-shell: use } }
      web: { listen: "127.0.0.2:0", tls: { cert: "CERT", key: "PRIVATE" },
        origins: "https://panel.example.org", public-url: "https://gw.example.org", strangers-per-address: 63, strangers: 511 }
      ops: { listen: "unix:FOLDER/ops.sock" }
      export: { logs: { to: "file:FOLDER/export.jsonl" } }
      drain-for: 5m
      """;

  @Test
  void everySettingIsReadAnewOrNamedAsOneThatIsKept() throws Exception {
    settings(
        """
        state: "FOLDER/state"
        ssh: { listen: "127.0.0.1:0" }
        openstack: { cloud: stub }
        vspc: { listen: "telnet://127.0.0.1:0", client-ports: { from: 50001 } }
        web: { listen: "127.0.0.1:0" }
        ops: { listen: "127.0.0.1:0" }
        """);
    var shown = TestCertificate.in(folder);
    var password = Files.writeString(folder.resolve("guest.pw"), "secret\n");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    try (var gateway = start()) {
      int port = port(gateway);
      Files.writeString(
          folder.resolve("clouds.yaml"),
          stub.cloudsYaml()
              + stub.cloudsYaml().replace("clouds:\n", "").replace("stub:", "other:"));
      settings(
          OTHERWISE
              .replace("CERT", shown.pem().toString())
              .replace("PRIVATE", shown.key().toString())
              .replace("ALICE", TestPerson.ALICE.publicKey()));

      Program.run("ssh-keygen", "-qt", "ed25519", "-N", "", "-f", folder + "/ca");
      gateway.signal("HUP");

      gateway.err().await(CHANGED);
      var changed = words(gateway.err().awaitLine());
      gateway.err().await(KEPT);
      var kept = words(gateway.err().awaitLine());
      assertThat(Stream.concat(changed.stream(), kept.stream()))
          .containsExactlyInAnyOrderElementsOf(keys().toList());
      assertThat(kept).allMatch(key -> KEPT_KEYS.matcher(key).matches());
      var list = ssh(port, TestPerson.ALICE, "").command("list").run();
      assertThat(list.out()).as(list.err()).contains("web1");
    }
  }

  @Test
  void aCloudElsewhereIsNamedAsKeptWhileTheRestOfItIsTaken() throws Exception {
    settings("state: \"FOLDER/state\"\nssh: { listen: \"127.0.0.1:0\" }\nopenstack: {cloud: stub}");
    try (var other = CloudStub.start();
        var gateway = start()) {
      port(gateway);
      Files.writeString(
          folder.resolve("clouds.yaml"),
          stub.cloudsYaml() + other.cloudsYaml().replace("clouds:\n", "").replace("stub", "other"));
      settings(
          """
          state: "FOLDER/state"
          ssh: { listen: "127.0.0.1:0" }
          openstack: { cloud: other, grant: 9m }
          """);

      reload(gateway);

      assertThat(words(gateway.err().awaitLine())).containsExactly("openstack.grant");
      gateway.err().await(KEPT + "openstack.cloud\"");
    }
  }

  @Test
  void lessIsKeptOfAnOpenConsoleWhoseSessionGoesOn() throws Exception {
    try (var vm = FakeGuest.tcp()) {
      var text =
          """
          state: "FOLDER/state"
          ssh: { listen: "127.0.0.1:0" }
          history: { keep: KEEP }
          users: { alice: { keys: "%s" } }
          rules: [ { users: [alice], consoles: ["lab/*"], right: manage } ]
          consoles: { lab/web1: { address: "%s" } }
          """
              .formatted(TestPerson.ALICE.publicKey(), vm.address());
      settings(text.replace("KEEP", "64MiB"));
      try (var gateway = start()) {
        int port = port(gateway);
        try (var alice = ssh(port, TestPerson.ALICE, "web1").pipes().attached()) {
          var line = "0123456789".repeat(100) + "\r\n";
          for (int i = 0; i < 1000; i++) {
            vm.print(line);
          }
          vm.print("all of it");
          alice.awaitOut("all of it");
          var log = ssh(port, TestPerson.ALICE, "web1").command("log --raw");
          assertThat(log.run().out()).hasSizeGreaterThan(1_000_000);

          settings(text.replace("KEEP", "256KiB"));
          reload(gateway);

          vm.print("in a file of its own"); // the newest always stays
          alice.awaitOut("in a file of its own");
          for (var kept = log.run(); kept.out().length() > 512 << 10; kept = log.run()) {
            assertThat(kept.exitCode()).isZero(); // ten seconds at most
          }
          vm.print("still here");
          alice.awaitOut("still here");
        }
      }
    }
  }

  @Test
  void whatARoleMeansCountsForWhoIsHere() throws Exception {
    try (var console = FakeQemuWebSocket.plain()) {
      console.takeAnyPath();
      stub.data().domain("default", "Default", true);
      stub.data().project("p-alpha", "alpha", "default", true);
      stub.data().user("u-erin", "erin", "default", true);
      stub.data().role("p-alpha", "u-erin", "member");
      stub.data().key("u-erin", "mine", TestPerson.STRANGER.publicKey());
      var address = URI.create(console.address() + "?token=secret");
      stub.data()
          .server(
              new StubData.Server(
                  "s-1", "p-alpha", "web", "ACTIVE", Instant.now().toString(), address, Map.of()));
      var text =
          """
          state: "FOLDER/state"
          ssh: { listen: "127.0.0.1:0" }
          openstack: { cloud: stub, calls-per-second: 1000, rights: { member: RIGHT } CAPTURE }
          """;
      settings(text.replace("RIGHT", "write").replace("CAPTURE", ""));
      try (var gateway = start()) {
        int port = port(gateway);
        try (var writes = ssh(port, TestPerson.STRANGER, "alpha/web").pipes().attached();
            var watches = ssh(port, TestPerson.STRANGER, "alpha/web+ro").pipes().attached()) {
          settings(text.replace("RIGHT", "watch").replace("CAPTURE", ", capture: {}"));
          reload(gateway);

          writes.awaitNotice("you may only watch from now on");
          assertThat(writes.exitCode()).isEqualTo(ExitCode.NOT_ALLOWED.status());
          console.print("still here");
          watches.awaitOut("still here");
        }
        settings(text.replace("RIGHT", "watch").replace("CAPTURE", ""));
        reload(gateway);
        console.awaitNoClient(); // it was captured until now
      }
    }
  }
}
