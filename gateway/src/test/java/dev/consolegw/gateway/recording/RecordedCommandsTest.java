package dev.consolegw.gateway.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Right;
import dev.consolegw.authz.Terms;
import dev.consolegw.config.Settings;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.console.AttachRequest;
import dev.consolegw.gateway.console.FakeScreen;
import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.console.screen.Screens;
import dev.consolegw.gateway.event.EventBus;
import dev.consolegw.gateway.event.ShellEvent;
import dev.consolegw.gateway.history.Histories;
import dev.consolegw.gateway.history.HistoryLimits;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.session.ViewerOptions;
import dev.consolegw.gateway.testing.Grants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands in the guest, in the records of those who are at its console. */
class RecordedCommandsTest {
  private static final Terms RECORDED =
      Terms.of(
          List.of(
              new Settings.Sessions(
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.of(Settings.Recording.ON),
                  Optional.empty())));

  @TempDir Path folder;
  private Stage stage;
  private Histories histories;
  private Recordings recordings;
  private Recorder recorder;

  @BeforeEach
  void open() throws IOException {
    stage = new Stage(folder);
    histories = new Histories(folder.resolve("history"), stage.clock, HistoryLimits.standard());
    var keep = new Settings.Recordings(Duration.ofDays(1), new ByteSize(1 << 20));
    recordings = new Recordings(folder.resolve("recordings"), histories, keep, stage.clock);
    recorder =
        new Recorder(
            recordings,
            new Recorder.Services(
                stage.clock, stage.timer, Runnable::run, new EventBus(), new Screens(stage.timer)));
  }

  @AfterEach
  void close() throws IOException {
    recorder.close();
    histories.close();
    stage.close();
  }

  private static Session session(String id, String person) {
    return new Session(id, Grants.identity(person), Grants.from("192.0.2.1"), Instant.EPOCH);
  }

  private LiveRecording recorded(String id, String person, Right right, String... options) {
    var wanted = new HashMap<String, String>();
    List.of(options).forEach(option -> wanted.put(option, ""));
    var who =
        new AttachRequest(
            session(id, person),
            Grants.grant(person, right, Stage.SERVER, RECORDED),
            ViewerOptions.of(Map.copyOf(wanted), false),
            new FakeScreen());
    try {
      return (LiveRecording) recorder.begin(stage.console, who);
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static List<RecordingEvent> events(LiveRecording one) throws Exception {
    one.ended(SessionEnd.now(ExitCode.OK, ""));
    one.closed().get(20, TimeUnit.SECONDS);
    return Files.readAllLines(one.sidecar().file()).stream()
        .flatMap(line -> SidecarFormat.event(line).stream())
        .filter(event ->
            event instanceof RecordingEvent.Command || event instanceof RecordingEvent.CommandEnd)
        .toList();
  }

  @Test
  void aCommandIsOnRecordWithWhoRanItHowItEndedAndHowMuchItSaid() throws Exception {
    var link = recorded("000001", "alice", Right.WRITE, "shell");
    var bob = session("000002", "bob");
    var grant = Grants.grant("bob", Right.WRITE, Stage.SERVER);

    recorder.accept(new ShellEvent.CommandBegan(Stage.ID, bob, grant, 7, "root", "uname -a"));
    recorder.accept(
        new ShellEvent.CommandEnded(
            Stage.ID, bob, 7, new ShellEvent.Outcome.Exited(0), 3, 104, Duration.ofMillis(200)));

    assertThat(events(link))
        .satisfiesExactly(
            began ->
                assertThat(began)
                    .isEqualTo(
                        new RecordingEvent.Command(
                            began.at(), 0, 7, "file:bob", "000002", "root", "uname -a")),
            ended ->
                assertThat(ended)
                    .isEqualTo(
                        new RecordingEvent.CommandEnd(
                            ended.at(), 0, 7, 0, "", 3, 104, Duration.ofMillis(200))));
  }

  @Test
  void whatACommandPrintedIsOnRecordForWhoMayReadWhatItWas() throws Exception {
    var link = recorded("000001", "alice", Right.WRITE, "shell");
    var watcher = recorded("000002", "wendy", Right.WATCH, "ro");
    var bob = session("000003", "bob");
    var grant = Grants.grant("bob", Right.WRITE, Stage.SERVER);
    var printed = "\u00ff\n\0x".repeat(ShellEvent.MAX_OUTPUT / 4);

    recorder.accept(new ShellEvent.CommandPrinted(Stage.ID, bob, grant, 7, printed));

    assertThat(printed(watcher)).isEmpty();
    assertThat(String.join("", printed(link))).isEqualTo(printed);
  }

  @Test
  void moreOutputThanMayWaitForTheDiskEndsNoRecording() throws Exception {
    var link = recorded("000001", "alice", Right.WRITE, "shell");
    var alice = session("000001", "alice");
    var grant = Grants.grant("alice", Right.WRITE, Stage.SERVER);
    var printed = "\u00ff".repeat(ShellEvent.MAX_OUTPUT);

    for (int i = 0; i < 64; i++) {
      recorder.accept(new ShellEvent.CommandPrinted(Stage.ID, alice, grant, i, printed));
    }

    assertThat(link.failed()).isNotDone();
    assertThat(printed(link)).isNotEmpty();
  }

  private static List<String> printed(LiveRecording one) throws Exception {
    one.ended(SessionEnd.now(ExitCode.OK, ""));
    one.closed().get(20, TimeUnit.SECONDS);
    return Files.readAllLines(one.sidecar().file()).stream()
        .flatMap(line -> SidecarFormat.event(line).stream())
        .filter(RecordingEvent.CommandOutput.class::isInstance)
        .map(event -> ((RecordingEvent.CommandOutput) event).bytes())
        .toList();
  }

  @Test
  void aWatcherHasTheLineOnRecordOnlyOfTheirOwnCommandsOrWithTheRightToManage() throws Exception {
    var watcher = recorded("000001", "wendy", Right.WATCH, "ro");
    var boss = recorded("000002", "max", Right.MANAGE, "ro");
    var alice = recorded("000003", "alice", Right.WRITE, "ro");
    var grant = Grants.grant("alice", Right.WRITE, Stage.SERVER);

    recorder.accept(
        new ShellEvent.CommandBegan(
            Stage.ID, session("000004", "alice"), grant, 7, "root", "echo token | login"));

    assertThat(events(watcher))
        .singleElement()
        .isInstanceOfSatisfying(
            RecordingEvent.Command.class,
            it -> {
              assertThat(it.line()).isEmpty();
              assertThat(it.by()).isEqualTo("file:alice");
            });
    for (var one : List.of(boss, alice)) {
      assertThat(events(one))
          .singleElement()
          .isInstanceOfSatisfying(
              RecordingEvent.Command.class,
              it -> assertThat(it.line()).isEqualTo("echo token | login"));
    }
  }
}
