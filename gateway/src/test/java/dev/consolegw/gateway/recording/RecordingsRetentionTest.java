package dev.consolegw.gateway.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.Settings;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.console.screen.Screens;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.event.EventBus;
import dev.consolegw.gateway.history.Histories;
import dev.consolegw.gateway.history.HistoryLimits;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.ManualScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long recordings are kept, and how many bytes of them. */
class RecordingsRetentionTest {
  private static final ConsoleId WEB1 = new ConsoleId("file", "lab/web1", "0");
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private Histories histories;
  private Recordings recordings;

  @BeforeEach
  void open() throws IOException {
    histories = new Histories(folder.resolve("history"), clock, HistoryLimits.standard());
    var keep = new Settings.Recordings(DAY.multipliedBy(3), new ByteSize(250));
    recordings = new Recordings(folder.resolve("recordings"), histories, keep, clock);
  }

  @AfterEach
  void close() throws IOException {
    histories.close();
  }

  /** A recording of 100 bytes that ends now, as an earlier gateway left it. */
  private Path recorded(String id) throws IOException {
    var now = clock.instant();
    var header =
        new Header(
            id, WEB1.toString(), "web1", "000001", "file:a", "file:a", "k", "a", now, 0, "all");
    var end = new RecordingEvent.End(now, 100, 100, 0, "", 0);
    var file = recordings.file(WEB1.toString(), id);
    Files.createDirectories(file.getParent());
    return Files.write(file, List.of(SidecarFormat.of(header), SidecarFormat.of(end)));
  }

  private List<String> kept() {
    return recordings.of(WEB1).stream().map(one -> one.header().id()).toList();
  }

  @Test
  void whatEndedTooLongAgoIsDeleted() throws IOException {
    var old = recorded("1");
    clock.advance(DAY);
    recorded("2");
    recordings.load();

    clock.advance(DAY.multipliedBy(2));
    recordings.retain();
    assertThat(kept()).containsExactly("1", "2");
    clock.advance(Duration.ofSeconds(1));
    recordings.retain();

    assertThat(kept()).containsExactly("2");
    assertThat(old).doesNotExist();
  }

  @Test
  void ofTooManyBytesThoseGoThatEndedFirst() throws IOException {
    for (var id : List.of("3", "2", "1")) {
      recorded(id);
      clock.advance(Duration.ofMinutes(1));
    }

    recordings.load();

    assertThat(kept()).containsExactly("1", "2");
  }

  /** Looks now and then, as the gateway has it do. */
  private Recorder recorder(ManualScheduler timer) {
    var services =
        new Recorder.Services(clock, timer, Runnable::run, new EventBus(), new Screens(timer));
    return new Recorder(recordings, services);
  }

  @Test
  void whatIsTooOldWhenTheGatewayStartsIsDeletedThen() throws IOException {
    recorded("1");
    clock.advance(DAY.multipliedBy(3));
    recorded("2");
    clock.advance(Duration.ofSeconds(1));

    recordings.load();

    assertThat(kept()).containsExactly("2");
  }

  @Test
  void whatGrowsTooOldIsDeletedWithinAnHour() throws IOException {
    var timer = new ManualScheduler(clock);
    recorded("1");
    recordings.load();
    try (var _ = recorder(timer)) {
      timer.advance(DAY.multipliedBy(3));
      assertThat(kept()).containsExactly("1");

      timer.advance(Recorder.RETAIN);
    }
    assertThat(kept()).isEmpty();
  }

  @Test
  void whatIsTooOldByNewSettingsIsDeletedAtOnce() throws IOException {
    recorded("1");
    clock.advance(DAY);
    recorded("2");
    recordings.load();
    try (var recorder = recorder(new ManualScheduler(clock))) {
      recorder.keep(new Settings.Recordings(Duration.ofHours(23), new ByteSize(250)));

      assertThat(kept()).containsExactly("2");
    }
  }

  @Test
  void theLastOneTakesItsFolderWithIt() throws IOException {
    var file = recorded("1");
    recordings.load();

    clock.advance(DAY.multipliedBy(4));
    recordings.retain();

    assertThat(file.getParent()).doesNotExist();
  }
}
