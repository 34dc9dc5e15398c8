package dev.consolegw.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.config.value.Cidr;
import dev.consolegw.config.value.HostPort;
import dev.consolegw.config.value.Pace;
import dev.consolegw.config.value.Secret;
import dev.consolegw.config.value.Timespan;
import dev.consolegw.config.value.log.SyslogAddress;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.SettingsException;
import dev.consolegw.config.yaml.Where;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every default and every key, once: a change of either is seen here. */
class SettingsDefaultsTest {
  private static final Optional<Located<String>> NO_TEXT = Optional.empty();

  private static final String EVERY_KEY =
      """
      ssh:
        algorithms: compatible
        listen: ["[::1]:0", "gw:65535"]
        host-ca: /etc/console-gw/host_ca
        login-grace: 500ms
        strangers-per-address: 1
        strangers: 2
        connections: 3
        channels: 4
        silent-seat: 2h
        silent-end: 30d
        penalties: { after: 5, for: 6h, exempt: [10.0.0.0/8, "2001:db8::1"] }
      audit: { file: /a, stdout: true, syslog: { to: "tls://logs:6514", ca: /c }, required: true }
      limits: { connections-per-person: 1, sessions-per-person: 2, viewers-per-person: 3, input-per-connection: 4, input-per-person: 5, input: 6, output-per-connection: 7, output-per-person: 8, output: 9, breaks: 10, patterns-per-person: 11, patterns: 12, pattern-length: 13, pattern-counts: 14 }
      history: { capture: always, keep: 2GiB, keep-for: 30d, keep-all: 1TiB }
      users: { zoe: { keys: [a, b], keys-file: /k } }
      rules: { users: zoe, consoles: "*/*", right: write }
      consoles:
        p/one: { address: a, headers: { H: v }, subprotocol: s, ca: /c, pace: 16B/20ms, qmp: q, chardev: d, capture: always, keep: 1, keep-for: 90d, ticket-file: /t }
        p/two:
          ports:
            z: { address: a, headers: { H: v }, subprotocol: s, ca: /c, pace: 16B/20ms, qmp: q, chardev: d, ticket-file: /t }
            a: { address: b }
      state: /s
      """;

  private static final Settings.Limits LIMITS =
      new Settings.Limits(
          Optional.empty(),
          2000,
          16,
          new ByteSize(1 << 20),
          new ByteSize(8 << 20),
          new ByteSize(64 << 20),
          new ByteSize(1 << 20),
          new ByteSize(16 << 20),
          new ByteSize(128 << 20),
          5,
          4,
          16,
          512,
          1000);

  private final Problems problems = new Problems();

  private static Settings.SshListen listen(Located<HostPort> at) {
    return new Settings.SshListen(at.where(), at, List.of());
  }

  @Test
  void anEmptyFileMeansTheDefaults() throws SettingsException {
    Settings settings = SettingsLoader.parse("f", "", problems);

    problems.throwIfAny();
    assertThat(settings)
        .isEqualTo(
            new Settings(
                Path.of("/var/lib/console-gw"),
                new Settings.Ssh(
                    List.of(listen(Located.built(new HostPort("0.0.0.0", 2222)))),
                    Settings.Algorithms.MODERN,
                    Optional.empty(),
                    Duration.ofSeconds(30),
                    10,
                    100,
                    5000,
                    32,
                    Duration.ofSeconds(15),
                    Duration.ofMinutes(5),
                    new Settings.Penalties(10, Duration.ofMinutes(5), List.of())),
                LIMITS,
                new Settings.History(
                    Settings.Capture.ATTACHED,
                    new ByteSize(64 << 20),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()),
                new Settings.Recordings(Duration.ofDays(90), new ByteSize(10L << 30)),
                Settings.Sessions.UNSAID,
                new OpsSettings.Audit(Optional.empty(), false, Optional.empty(), false),
                Map.of(),
                List.of(),
                Map.of(),
                new Settings.Hops(Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                new Timespan(Duration.ZERO)));
  }

  @Test
  void sectionsWithNothingInThemMeanTheDefaultsToo() throws SettingsException {
    Settings settings = SettingsLoader.parse("f", "ssh:\nhistory: ~\nusers:\nrules:\n", problems);
    problems.throwIfAny();
    assertThat(settings).isEqualTo(SettingsLoader.parse("f", "", problems));
  }

  @Test
  void aCloudNeedsNothingButItsSection() throws SettingsException {
    Settings settings = SettingsLoader.parse("f", "openstack:\n", problems);

    problems.throwIfAny();
    assertThat(settings.openstack())
        .contains(
            new OpenStackSettings(
                where(1, 1),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                Duration.ofSeconds(60),
                Duration.ofMinutes(10),
                Duration.ofMinutes(10),
                20,
                Optional.empty(),
                List.of(),
                Optional.empty()));
  }

  @Test
  void everyKeyIsReadIntoItsPlace() throws SettingsException {
    Settings settings = SettingsLoader.parse("f", EVERY_KEY, problems);

    problems.throwIfAny();
    assertThat(settings.state()).isEqualTo(Path.of("/s"));
    assertThat(settings.ssh())
        .isEqualTo(
            new Settings.Ssh(
                List.of(
                    listen(at(3, 12, new HostPort("::1", 0))),
                    listen(at(3, 23, new HostPort("gw", 65535)))),
                Settings.Algorithms.COMPATIBLE,
                Optional.of(at(4, 12, Path.of("/etc/console-gw/host_ca"))),
                Duration.ofMillis(500),
                1,
                2,
                3,
                4,
                Duration.ofHours(2),
                Duration.ofDays(30),
                new Settings.Penalties(
                    5,
                    Duration.ofHours(6),
                    List.of(
                        at(12, 44, Cidr.parse("10.0.0.0/8")),
                        at(12, 56, Cidr.parse("2001:db8::1"))))));
    assertThat(settings.audit().required()).isTrue();
    assertThat(settings.audit().syslog().map(OpsSettings.Syslog::to))
        .contains(new SyslogAddress.Tls(new HostPort("logs", 6514)));
    assertThat(settings.history())
        .isEqualTo(
            new Settings.History(
                Settings.Capture.ALWAYS,
                new ByteSize(2L << 30),
                Optional.of(Duration.ofDays(30)),
                Optional.of(new ByteSize(1L << 40)),
                Optional.empty()));
    assertThat(settings.users())
        .isEqualTo(
            Map.of(
                "zoe",
                new Settings.User(
                    where(16, 10),
                    List.of(at(16, 24, "a"), at(16, 27, "b")),
                    Optional.of(at(16, 42, Path.of("/k"))))));
    assertThat(settings.rules())
        .containsExactly(
            new Settings.Rule(
                where(17, 8),
                List.of(at(17, 17, "zoe")),
                List.of(at(17, 32, "*/*")),
                Settings.RuleDirectory.FILE,
                Settings.RightName.WRITE,
                Settings.Sessions.UNSAID,
                ShellSettings.ShellRights.NONE,
                WebSettings.UrlRights.NONE,
                Settings.Past.ALL));
  }

  @Test
  void whatIsSaidOfSessionsIsReadInAllItsPlaces() throws SettingsException {
    var said =
        "{ sharing: one-writer, viewers: 3, idle: 30m, total: 8h, on-leave: reset, record:"
            + " required, record-input: all }";

    Settings settings =
        SettingsLoader.parse(
            "f",
            """
            sessions: %s
            rules: [{ users: [a], consoles: ["*/*"], right: watch, sessions: %s }]
            users: { a: { keys: k } }
            consoles: { p/n: { address: "tcp://h:1", sessions: %s } }
            """
                .formatted(said, said, said),
            problems);

    problems.throwIfAny();
    assertThat(settings.sessions())
        .isEqualTo(
            new Settings.Sessions(
                Optional.of(Settings.Sharing.ONE_WRITER),
                Optional.of(3),
                Optional.of(Duration.ofMinutes(30)),
                Optional.of(Duration.ofHours(8)),
                Optional.of(Settings.Leaving.RESET),
                Optional.of(Settings.Recording.REQUIRED),
                Optional.of(Settings.RecordedInput.ALL)))
        .isEqualTo(settings.rules().getFirst().sessions());
    assertThat(settings.consoles().values())
        .extracting(Settings.Console::sessions)
        .containsExactly(settings.sessions());
  }

  @Test
  void everyKeyOfAConsoleIsReadIntoItsPlace() throws SettingsException {
    Settings settings = SettingsLoader.parse("f", EVERY_KEY, problems);

    problems.throwIfAny();
    var pace = Optional.of(new Pace(16, Duration.ofMillis(20)));
    var headers = Map.of("H", new Secret("v"));
    assertThat(settings.consoles())
        .containsExactly(
            Map.entry(
                "p/one",
                new Settings.Console(
                    where(19, 3),
                    Optional.of(at(19, 21, "a")),
                    headers,
                    Optional.of(at(19, 157, Path.of("/t"))),
                    "s",
                    Optional.of(at(19, 63, Path.of("/c"))),
                    pace,
                    Optional.of(at(19, 88, "q")),
                    "d",
                    List.of(),
                    Optional.of(Settings.Capture.ALWAYS),
                    Optional.of(new ByteSize(1)),
                    Optional.of(Duration.ofDays(90)),
                    Settings.Sessions.UNSAID,
                    Optional.empty(),
                    Map.of())),
            Map.entry(
                "p/two",
                console(
                    where(20, 3),
                    NO_TEXT,
                    Optional.empty(),
                    NO_TEXT,
                    Map.of(
                        "z",
                        new Settings.Port(
                            where(22, 7),
                            at(22, 21, "a"),
                            headers,
                            Optional.of(at(22, 116, Path.of("/t"))),
                            "s",
                            Optional.of(at(22, 63, Path.of("/c"))),
                            pace,
                            Optional.of(at(22, 88, "q")),
                            "d",
                            List.of()),
                        "a",
                        port(where(23, 7), at(23, 21, "b"))))));
  }

  @Test
  void theExampleOfTheDesignLoads() throws IOException, SettingsException {
    String example = Files.readString(Path.of("src/test/resources/example.yaml"));

    Settings settings = SettingsLoader.parse("f", example, problems);

    problems.throwIfAny();
    assertThat(settings.users())
        .containsExactly(
            Map.entry(
                "alice",
                new Settings.User(
                    where(8, 3), List.of(at(8, 19, "ssh-ed25519 AAAA… alice")), Optional.empty())),
            Map.entry(
                "bob",
                new Settings.User(
                    where(9, 3),
                    List.of(),
                    Optional.of(at(9, 23, Path.of("/home/bob/.ssh/authorized_keys"))))));
    assertThat(settings.rules())
        .extracting(Settings.Rule::right)
        .containsExactly(Settings.RightName.MANAGE, Settings.RightName.WATCH);
    assertThat(settings.consoles())
        .containsExactly(
            Map.entry(
                "lab/web1",
                console(
                    where(14, 3),
                    Optional.of(at(14, 24, "unix:/run/vms/web1/console.sock")),
                    Optional.empty(),
                    NO_TEXT,
                    Map.of())),
            Map.entry(
                "lab/db1",
                console(
                    where(15, 3),
                    Optional.of(at(15, 24, "ws://127.0.0.1:4555/")),
                    Optional.of(new Pace(16, Duration.ofMillis(20))),
                    Optional.of(at(15, 71, "unix:/run/vms/db1/qmp.sock")),
                    Map.of())),
            Map.entry(
                "lab/ttys",
                console(
                    where(16, 3),
                    NO_TEXT,
                    Optional.empty(),
                    NO_TEXT,
                    Map.of(
                        "s0",
                        port(where(16, 24), at(16, 39, "tcp://10.0.0.5:4001")),
                        "s1",
                        port(where(16, 64), at(16, 79, "telnet://10.0.0.5:4002"))))));
  }

  private static Settings.Console console(
      Where where,
      Optional<Located<String>> address,
      Optional<Pace> pace,
      Optional<Located<String>> qmp,
      Map<String, Settings.Port> ports) {
    return new Settings.Console(
        where,
        address,
        Map.of(),
        Optional.empty(),
        "binary",
        Optional.empty(),
        pace,
        qmp,
        "c0",
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Settings.Sessions.UNSAID,
        Optional.empty(),
        ports);
  }

  private static Settings.Port port(Where where, Located<String> address) {
    return new Settings.Port(
        where,
        address,
        Map.of(),
        Optional.empty(),
        "binary",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "c0",
        List.of());
  }

  private static <T> Located<T> at(int line, int column, T value) {
    return new Located<>(value, where(line, column));
  }

  private static Where where(int line, int column) {
    return new Where("f", line, column);
  }
}
