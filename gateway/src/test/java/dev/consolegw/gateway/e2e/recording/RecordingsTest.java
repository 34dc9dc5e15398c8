package dev.consolegw.gateway.e2e.recording;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.client.FileClient;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sessions on record, from attach to export, with real clients. */
@Tag("slow")
class RecordingsTest {
  private static final String REQUIRED = "sessions: { record: required }";

  /** Types a line that the guest echoes, and a password that it does not. */
  private static void session(TestGateway gateway, TestPerson who, FakeGuest vm) {
    try (var ssh = gateway.ssh(who, "shared+eof=500ms").pipes().attached()) {
      vm.print("login: ");
      ssh.awaitOut("login: ");
      ssh.type("root\r");
      vm.typed().await("root\r");
      vm.print("root\r\nPassword: ");
      ssh.awaitOut("Password: ");
      ssh.type("hunter2\r");
      vm.typed().await("hunter2\r");
      vm.print("\r\nwelcome, \u00fcser\r\n".getBytes(StandardCharsets.UTF_8));
      ssh.awaitOut("ser\r\n");
      ssh.endInput();
      assertThat(ssh.exitCode()).isZero();
    }
  }

  private static String only(TestGateway gateway, TestPerson who) {
    var list = gateway.ssh(who, "shared").command("recordings").run();
    assertThat(list.out()).as(list.err()).hasLineCount(1);
    return list.out().substring(0, list.out().indexOf(' '));
  }

  private static Ssh.Result run(TestGateway gateway, String words) {
    return gateway.ssh(ALICE, "shared").command(words).run();
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static List<Path> files(TestGateway gateway) throws IOException {
    try (var files = Files.walk(gateway.folder().resolve("state").resolve("recordings"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void aSessionIsListedShownPlayedAndExported() throws IOException {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/shared", vm).with(REQUIRED))) {
      session(gateway, ALICE, vm);
      var id = only(gateway, ALICE);

      var show = run(gateway, "recordings show " + id);
      assertThat(show.exitCode()).isZero();
      assertThat(show.out())
          .contains("session 000001 of file:alice from 127.0.0.1\n", "  file:alice writes\n")
          .contains("typed by file:alice: \"root\\x0d\"", "end exit=0 withheld=8")
          .doesNotContain("hunter");
      assertThat(utf8(run(gateway, "recordings play --speed 100 --raw " + id).out()))
          .isEqualTo("login: root\r\nPassword: \r\nwelcome, \u00fcser\r\n");
      assertThat(run(gateway, "recordings export " + id).out())
          .contains("\"i\",\"root\\r\"]", "\"m\",\"file:alice writes\"]", "\\u00FCser")
          .doesNotContain("hunter");
      assertThat(files(gateway))
          .singleElement()
          .satisfies(file -> {
            assertThat(Files.readString(file)).doesNotContain("hunter");
            assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
          });
    }
  }

  @Test
  void whatStoodOnTheScreenIsOnRecordAndARecordingCanBeginAnywhere() throws IOException {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/shared", vm).with(REQUIRED))) {
      try (var before = gateway.ssh(ALICE, "shared+ro").pipes().attached()) {
        vm.print("\033[2J\033[3;3Hbefore");
        before.awaitOut("before");
        try (var ssh = gateway.ssh(BOB, "lab/shared").pipes().attached()) {
          vm.print("\033[5;3Hduring");
          ssh.awaitOut("during");
          assertThat(run(gateway, "kick " + session(gateway)).exitCode()).isZero();
          assertThat(ssh.exitCode()).isEqualTo(75);
        }
      }
      var id =
          run(gateway, "recordings")
              .out()
              .lines()
              .filter(one -> one.contains("file:bob"))
              .findFirst();
      var name = id.orElseThrow().substring(0, id.orElseThrow().indexOf(' '));

      assertThat(run(gateway, "recordings show " + name).out())
          .contains("screen of 24 rows, 80 columns at offset=16:\n  | \n  | \n  |   before\n")
          .contains("at offset=28:\n  | \n  | \n  |   before\n  | \n  |   during\n");
      assertThat(run(gateway, "recordings play --speed 100 --at 22 " + name).out())
          .contains("\033[3;1H  before")
          .endsWith("during")
          .doesNotContain("\033[2J\033[3;3H");
      var cast = run(gateway, "recordings export --at 28 " + name).out();
      assertThat(cast.lines().skip(1).findFirst().orElseThrow())
          .startsWith("[0.000,\"o\",\"")
          .contains("before", "during");
      assertThat(run(gateway, "recordings play --at 5 " + name).err())
          .contains("this recording has output from offset 16, ");
    }
  }

  /** The id of bob's session. */
  private static String session(TestGateway gateway) {
    var who = run(gateway, "who").out();
    var line = who.lines().filter(one -> one.contains("file:bob")).findFirst().orElseThrow();
    return line.substring(0, line.indexOf(' '));
  }

  @Test
  void asciinemaPlaysAnExport() throws IOException {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/shared", vm).with(REQUIRED))) {
      session(gateway, ALICE, vm);
      var cast = gateway.folder().resolve("session.cast");
      Files.writeString(cast, run(gateway, "recordings export " + only(gateway, ALICE)).out());

      // It wants a terminal of its own.
      assertThat(utf8(Program.run("script", "-qec", "asciinema cat " + cast, "/dev/null")))
          .contains("login: root", "Password: ", "welcome, \u00fcser");
      assertThat(utf8(Program.run("script", "-qec", "asciinema play -s 100 " + cast, "/dev/null")))
          .contains("welcome, \u00fcser");
    }
  }

  @Test
  void oneSeesOnesOwnRecordingsAndAManagerThoseOfAll() throws IOException {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/shared", vm).with(REQUIRED))) {
      session(gateway, ALICE, vm);
      var hers = only(gateway, ALICE);

      var list = gateway.ssh(BOB, "shared").command("recordings list").run();
      var show = gateway.ssh(BOB, "shared").command("recordings show " + hers).run();
      session(gateway, BOB, vm);

      assertThat(list.out()).isEmpty();
      assertThat(show.exitCode()).isEqualTo(65);
      assertThat(show.err()).contains("no recording " + hers + " of this console that you may see");
      assertThat(only(gateway, BOB)).isNotEqualTo(hers);
      assertThat(run(gateway, "recordings").out()).hasLineCount(2);
    }
  }

  @Test
  void aWatchersRecordingSaysWhoWrites() {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/shared", vm).with("sessions: { record: on }"));
        var alice = gateway.ssh(ALICE, "shared+ro+eof=500ms").pipes().attached()) {
      try (var bob = gateway.ssh(BOB, "shared+eof=500ms").pipes().attached()) {
        bob.endInput();
        bob.exitCode();
      }
      alice.endInput();
      alice.exitCode();

      var list = run(gateway, "recordings list").out();
      var id = list.substring(0, list.indexOf(' '));
      assertThat(run(gateway, "recordings show " + id).out())
          .containsSubsequence("  file:bob writes\n", "  nobody writes\n", "  end exit=0");
    }
  }

  @Test
  void aRecordingSaysWhoWritesBesideTheOther() {
    var together = "sessions: { record: on, sharing: join }";
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/shared", vm).with(together));
        var alice = gateway.ssh(ALICE, "shared+eof=500ms").pipes().attached()) {
      try (var bob = gateway.ssh(BOB, "shared+join+eof=500ms").pipes().attached()) {
        bob.endInput();
        bob.exitCode();
      }
      alice.endInput();
      alice.exitCode();

      var list = run(gateway, "recordings list").out();
      var id = list.substring(0, list.indexOf(' '));
      assertThat(run(gateway, "recordings export " + id).out())
          .containsSubsequence(
              "\"m\",\"file:alice writes\"]",
              "\"m\",\"file:bob writes, too\"]",
              "\"m\",\"file:bob writes no more\"]",
              "\"m\",\"nobody writes\"]");
    }
  }

  @Test
  void recordingsAreFetchedAsFiles() throws IOException {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/shared", vm).with(REQUIRED))) {
      session(gateway, ALICE, vm);
      var name = only(gateway, ALICE) + ".cast";
      var cast = gateway.folder().resolve(name);

      var result = sftp(gateway, ALICE, "ls -l recordings", "get recordings/" + name + " " + cast);

      assertThat(result.exitCode()).as(result.err()).isZero();
      assertThat(result.out()).contains(name);
      assertThat(Files.readString(cast))
          .isEqualTo(run(gateway, "recordings export " + only(gateway, ALICE)).out());
      assertThat(utf8(Program.run("script", "-qec", "asciinema cat " + cast, "/dev/null")))
          .contains("login: root", "welcome, \u00fcser");
      assertThat(sftp(gateway, BOB, "ls recordings").out()).doesNotContain(".cast");
      try (var left = Files.list(gateway.folder().resolve("state").resolve("casts"))) {
        assertThat(left).isEmpty();
      }
    }
  }

  private static Ssh.Result sftp(TestGateway gateway, TestPerson who, String... commands) {
    return new FileClient(gateway, who, gateway.folder()).sftp("shared+project=lab", commands);
  }

  @Test
  void aRecordingHasTheSizeInAListThatItHasWhenItIsFetched() throws IOException {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/shared", vm).with(REQUIRED))) {
      session(gateway, ALICE, vm);
      var name = only(gateway, ALICE) + ".cast";
      var cast = run(gateway, "recordings export " + only(gateway, ALICE)).out();
      var half = gateway.folder().resolve("half");
      Files.writeString(half, cast.substring(0, cast.length() / 2));

      var list = sftp(gateway, ALICE, "ls -l recordings");
      var again = sftp(gateway, ALICE, "reget recordings/" + name + " half");
      var copied =
          new FileClient(gateway, ALICE, gateway.folder())
              .scp("shared+project=lab", "/recordings/" + name, "copy");

      assertThat(list.out()).containsPattern(" +" + cast.length() + " .* " + name + "\n");
      assertThat(again.exitCode()).as(again.err()).isZero();
      assertThat(Files.readString(half)).isEqualTo(cast);
      assertThat(copied.exitCode()).as(copied.err()).isZero();
      assertThat(Files.readString(gateway.folder().resolve("copy"))).isEqualTo(cast);
    }
  }

  @Test
  void nothingIsRecordedThatNobodyAskedFor() {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/shared", vm))) {
      session(gateway, ALICE, vm);

      assertThat(run(gateway, "recordings").out()).isEmpty();
      assertThat(gateway.folder().resolve("state").resolve("recordings")).doesNotExist();
    }
  }

  @Test
  void allInputIsRecordedWhereThePolicyInsists() throws IOException {
    var insists = "sessions: { record: on, record-input: all }";
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/shared", vm).with(insists))) {
      session(gateway, ALICE, vm);

      assertThat(Files.readString(files(gateway).getFirst())).contains("\"hunter2\\r\"");
    }
  }

  @Test
  void recordingsAreThereAfterARestart() {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/shared", vm).with(REQUIRED))) {
      session(gateway, ALICE, vm);
      gateway.restart();

      assertThat(run(gateway, "recordings play --speed 1000 " + only(gateway, ALICE)).out())
          .contains("welcome");
    }
  }

  /** A recording of somebody who saw one word, and an hour later another, as files. */
  private static String slowRecording(TestGateway gateway) throws IOException {
    var state = gateway.folder().resolve("state");
    var history = Files.createDirectories(state.resolve("history/file%2Flab%2Fshared%3A0"));
    Files.writeString(history.resolve("0000000000000000000.log"), "before\nafter\n");
    var then = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(2));
    var later = then.plus(Duration.ofHours(1));
    Files.writeString(
        history.resolve("index"),
        """
        %1$d 0000000000000000000 time\s
        %2$d 0000000000000000007 time\s
        %2$d 0000000000000000013 clean
        """
            .formatted(then.toEpochMilli(), later.toEpochMilli()));
    var id = "20260101T000000Z-000001";
    var folder = Files.createDirectories(state.resolve("recordings/file%2Flab%2Fshared%3A0"));
    Files.writeString(
        folder.resolve(id + ".jsonl"),
        """
        {"version":1,"id":"%s","console":"file/lab/shared:0","server":"shared","session":"000001",\
        "person":"file:alice","owner":"file:alice","key":"","address":"192.0.2.1",\
        "start":"%s","from":0,"input":"echoed"}
        {"at":"%s","offset":13,"event":"end","to":13,"exit":0,"reason":"","withheld":0}
        """
            .formatted(id, then, later));
    return id;
  }

  @Test
  void whoWaitsInAPauseOfARecordingIsToldThatTheGatewayStops() throws IOException {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/shared", vm))) {
      var id = slowRecording(gateway);
      gateway.restart();
      try (var player = gateway.ssh(ALICE, "shared").command("recordings play " + id).pipes()) {
        player.awaitOut("before\n");

        gateway.stop();

        player.awaitNotice("the gateway is stopping; try again in a minute");
        assertThat(player.exitCode()).isEqualTo(75);
      }
    }
  }

  @Test
  void aSessionThatMustBeRecordedIsRefusedWhenItCannotBe() throws IOException {
    try (var vm = FakeGuest.tcp();
        var gateway =
            TestGateway.with(
                console("lab/shared", vm).with(REQUIRED),
                console("lab/other", vm).with("sessions: { record: on }"))) {
      Files.writeString(gateway.folder().resolve("state").resolve("recordings"), "no directory");

      var refused = gateway.ssh(ALICE, "shared").run();
      try (var goesOn = gateway.ssh(ALICE, "other+eof=500ms").pipes().attached()) {
        goesOn.endInput();
        assertThat(goesOn.exitCode()).isZero();
      }

      assertThat(refused.exitCode()).isEqualTo(69);
      assertThat(refused.err())
          .startsWith("console: this session must be recorded and cannot begin: ")
          .endsWith("; tell the gateway's operator\n")
          .hasLineCount(1);
    }
  }

  @Test
  void aSessionThatCanNoLongerBeRecordedEnds() throws IOException {
    try (var vm = FakeGuest.tcp();
        var gateway = TestGateway.with(console("lab/shared", vm).with(REQUIRED));
        var ssh = gateway.ssh(ALICE, "shared+eof=500ms").pipes().attached()) {
      Files.delete(files(gateway).getFirst());
      ssh.type("echo\r");
      vm.typed().await("echo\r");
      vm.print("echo\r\n");

      ssh.awaitNotice("this session must be recorded and cannot go on: its file is gone");
      assertThat(ssh.exitCode()).isEqualTo(69);
    }
  }
}
