package dev.consolegw.gateway.export;

import static dev.consolegw.gateway.export.ExportStage.entry;
import static dev.consolegw.gateway.export.ExportStage.ofLogs;
import static dev.consolegw.gateway.export.ExportStage.renamed;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From when on a console is sent whose log system did not want it before. */
@Timeout(120)
class ExportEpochsTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;
  private final StrictReceiver receiver = new StrictReceiver();
  private volatile Instant now = BEGIN;

  @AfterEach
  void close() {
    receiver.close();
  }

  private String of(String pattern) {
    return of(pattern, receiver.port());
  }

  private static String of(String pattern, int port) {
    return "logs: { to: \"loki+http://127.0.0.1:%d\", consoles: [\"%s\"] }"
        .formatted(port, pattern);
  }

  private ExportStage stage(String settings) throws Exception {
    now = now.plusSeconds(60);
    return new ExportStage(folder, settings, () -> now);
  }

  private Path noted() {
    return folder.resolve("export/logs.cursors");
  }

  @Test
  void whomItWantsAnewAfterARestartIsSentFromThenOn() throws Exception {
    try (var stage = stage(of("lab/web*"))) {
      stage.open("web1").prints("one\n");
      stage.open("db1").prints("secret\n");
      stage.open("db2").prints("secret\n");
      receiver.await(1);
    }
    try (var stage = stage(of("lab/*"))) {
      stage.open("web1").prints("two\n");
      stage.open("db1").prints("wanted\n");
      receiver.await(3);
    }
    assertThat(receiver.texts()).containsExactlyInAnyOrder("one", "two", "wanted");
  }

  @Test
  void aKillRightBehindTheChangeLosesNothingOfWhatIsWantedSince() throws Exception {
    try (var stage = stage(of("lab/web*"))) {
      stage.open("web1").prints("one\n");
      stage.open("db1").prints("secret\n");
      receiver.await(1);
    }
    String before;
    int nobody;
    try (var gone = new StrictReceiver()) {
      nobody = gone.port();
    }
    try (var stage = stage(of("lab/*", nobody))) {
      before = Files.readString(noted());
      now = now.plusSeconds(60);
      stage.open("db1").prints("wanted\n").onDisk();
    }
    Files.writeString(noted(), before.replaceAll("(?m)^\\d.*db1.*\\n", ""));
    try (var stage = stage(of("lab/*"))) {
      receiver.await(2);
      stage.open("db1").prints("more\n");
      receiver.await(3);
    }
    assertThat(receiver.texts()).containsExactly("one", "wanted", "more");
  }

  @Test
  void whatWasPrintedBeforeAReloadIsNotSentAfterARestartEither() throws Exception {
    try (var stage = stage(of("lab/web*"))) {
      stage.open("web1").prints("one\n");
      stage.open("db1").prints("secret\n").onDisk();
      receiver.await(1);
      stage.exports.settings(ExportStage.plans(of("lab/*")));
    }
    try (var stage = stage(of("lab/*"))) {
      stage.open("db1").prints("wanted\n");
      receiver.await(2);
    }
    assertThat(receiver.texts()).containsExactly("one", "wanted");
  }

  @Test
  void oneThatComesBackIsANewOne() throws Exception {
    try (var stage = stage(of("lab/*"))) {
      stage.open("web1").prints("one\n");
      receiver.await(1);
    }
    try (var stage = stage(of("lab/*").replace("logs:", "other:"))) {
      stage.open("web1").prints("elsewhere\n");
      receiver.await(2);
      assertThat(noted()).doesNotExist();
    }
    try (var stage = stage(of("lab/*"))) {
      stage.open("web1").prints("two\n");
      receiver.await(3);
    }
    assertThat(receiver.texts()).containsExactly("one", "elsewhere", "two");
  }

  @Test
  void aServerThatIsRenamedWhileTheGatewayIsStoppedIsSentFromThenOn() throws Exception {
    var console = entry("lab", "db1");
    try (var stage = stage(of("lab/web*"))) {
      stage.open(console).prints("secret\n").onDisk();
    }
    try (var stage = stage(of("lab/web*"))) {
      stage.open(renamed(console, "web1")).prints("wanted\n");
      receiver.await(1);
    }
    assertThat(receiver.texts()).containsExactly("wanted");
  }

  @Test
  void whatIsOwedIsKnownAfterARestartToo() throws Exception {
    int nobody;
    try (var gone = new StrictReceiver()) {
      nobody = gone.port();
    }
    var console = entry("lab", "web1");
    try (var stage = stage(of("lab/web*", nobody))) {
      var web1 = stage.open(console).prints("one\n");
      while (ofLogs(stage.exports.failures()) == 0) {
        Thread.onSpinWait();
      }
      web1.copy().know(renamed(console, "db1"));
      web1.prints("secret\n");
      web1.copy().know(renamed(console, "web2"));
      web1.prints("two\n");
      web1.copy().know(renamed(console, "db2"));
      web1.prints("secret\n").onDisk();
    }
    try (var stage = stage(of("lab/web*"))) {
      receiver.await(2); // of a console that nobody opens
      stage.open(renamed(console, "db2")).prints("secret\n").onDisk();
      stage.open("web9").prints("last\n");
      receiver.await(3);
    }
    assertThat(receiver.texts()).containsExactly("one", "two", "last");
  }

  @Test
  void manyChangesAreForgottenInTheirOrder() {
    var epochs = new ExportEpochs(List.of());
    for (int i = 0; i < 3 * ExportEpochs.MOST; i++) {
      var wanted = WantedConsoles.of(List.of("lab/web*", "lab/" + i));
      epochs = ExportEpochs.of(epochs.all(), wanted, BEGIN.plus(Duration.ofHours(i)));
    }
    var read =
        epochs.all().stream().flatMap(it -> ExportEpochs.Epoch.parse(it.line().strip()).stream());
    assertThat(read).containsExactlyElementsOf(epochs.all());
    assertThat(epochs.all())
        .extracting(ExportEpochs.Epoch::number)
        .containsExactlyElementsOf(
            IntStream.range(2 * ExportEpochs.MOST, 3 * ExportEpochs.MOST)
                .mapToObj(Long::valueOf)
                .toList());
    assertThat(epochs.begin(entry("lab", "web1").server())).contains(epochs.all().getFirst());
    assertThat(epochs.begin(entry("lab", "47").server())).contains(epochs.newest());
    assertThat(epochs.begin(entry("lab", "db1").server())).isEmpty();
  }
}
