package dev.consolegw.gateway.export;

import static dev.consolegw.gateway.export.ExportStage.lines;
import static dev.consolegw.gateway.export.ExportStage.ofLogs;
import static dev.consolegw.gateway.export.ExportStage.texts;
import static dev.consolegw.gateway.export.ExportStage.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.export.StrictReceiver.Answer;
import dev.consolegw.gateway.testing.LoggedLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Log systems, each with its own ways not to take what it is sent. */
@Tag("slow")
@Timeout(120)
class ExportFaultsTest {
  @TempDir Path folder;

  @Test
  void whatIsNotTakenIsSentAgain() throws Exception {
    try (var receiver = new StrictReceiver();
        var logged = LoggedLines.of("dev.consolegw.gateway.export");
        var stage = new ExportStage(folder, to("loki", receiver))) {
      receiver.answers(
          new Answer.Status(429, Map.of("Retry-After", "1"), "slowly"),
          new Answer.Status(500),
          new Answer.HangUp());
      var web1 = stage.open("web1").prints(lines("a", 0, 1000));
      receiver.awaitRequests(3);
      web1.prints(lines("a", 1000, 2000));

      receiver.await(2000);
      assertThat(receiver.texts()).containsExactlyElementsOf(texts("a", 0, 2000));
      assertThat(logged.await("event=export-behind")).contains("export=logs", "429", "slowly");
      logged.await("event=export-follows-again export=logs");
      assertThat(stage.exports.failures()).containsEntry("logs", 3L);
    }
  }

  @Test
  void oneThatStandsStillCostsNobodyAnything() throws Exception {
    try (var stalled = new StrictReceiver();
        var receiver = new StrictReceiver()) {
      stalled.answers(new Answer.Stall());
      var settings =
          """
          slow: { to: "loki+%s" }
          fast: { to: "otlp+%s" }
          """
              .formatted(stalled.at(), receiver.at());
      try (var stage = new ExportStage(folder, settings)) {
        stage.open("web1").prints(lines("a", 0, 1000));
        receiver.await(1000);
        assertThat(stage.exports.behind()).containsEntry("fast", 0L);
      }
      assertThat(stalled.lines()).isEmpty();

      // Another one, to which the first has been restarted, misses nothing.
      try (var well = new StrictReceiver();
          var stage =
              new ExportStage(folder, settings.replace(stalled.at() + "", well.at() + ""))) {
        stage.open("web1").prints(lines("a", 1000, 1500));

        receiver.await(1500);
        well.await(1500);
        assertThat(well.texts()).containsExactlyElementsOf(texts("a", 0, 1500));
        assertThat(receiver.texts()).containsExactlyElementsOf(texts("a", 0, 1500));
      }
    }
  }

  @Test
  void tooManyLinesAreSentInPartsAndOneThatIsTooLongIsLeftOut() throws Exception {
    try (var receiver = new StrictReceiver();
        var stage = new ExportStage(folder, to("loki", receiver))) {
      receiver.answers(new Answer.AtMost(100));
      stage.open("web1").prints(lines("a", 0, 1000));
      receiver.await(1000);
      assertThat(receiver.texts()).containsExactlyElementsOf(texts("a", 0, 1000));

      receiver.answers(new Answer.AtMost(0));
      var web2 = stage.open("web2").prints("too long\n");
      while (ofLogs(stage.exports.refusedLines()) == 0) {
        Thread.onSpinWait();
      }
      receiver.answers(new Answer.AtMost(10));
      web2.prints("fine\n");
      assertThat(receiver.await(1001).getLast().text()).isEqualTo("fine");
    }
  }

  @Test
  void whatItRefusesIsCountedAndTheRestGoesOn() throws Exception {
    try (var receiver = new StrictReceiver();
        var logged = LoggedLines.of("dev.consolegw.gateway.export");
        var stage = new ExportStage(folder, to("otlp", receiver))) {
      var web1 = stage.open("web1").prints("first\n");
      receiver.await(1);
      receiver.answers(new Answer.Status(400, Map.of(), "timestamp\033[2J too old"));
      web1.prints("one\n");
      assertThat(logged.await("event=export-refused"))
          .contains("lines=1", "timestamp\\\\x1b[2J too old");
      receiver.answers(
          new Answer.Status(
              200,
              Map.of(),
              "{\"partialSuccess\":{\"rejectedLogRecords\":\"1\",\"errorMessage\":\"no\"}}"));
      web1.prints("two\n");
      receiver.await(2);
      web1.prints("three\n");
      receiver.await(3);

      assertThat(receiver.texts()).containsExactly("first", "two", "three");
      assertThat(stage.exports.refusedLines()).containsEntry("logs", 2L);
    }
  }

  @Test
  void nothingThatItSaysOfItselfIsBelievedBeyondWhatItWasSent() throws Exception {
    try (var receiver = new StrictReceiver();
        var stage = new ExportStage(folder, to("otlp", receiver))) {
      receiver.answers(new Answer.AtMost(0)); // and it has never taken anything
      var web1 = stage.open("web1").prints("one\n");
      receiver.awaitRequests(1);
      receiver.answers(new Answer.Endless());
      receiver.awaitRequests(2);
      assertThat(receiver.talked()).isLessThan(64 << 20);
      assertThat(stage.exports.refusedLines()).containsEntry("logs", 0L);

      web1.prints("two\n");
      receiver.answers(
          new Answer.AtMost(Integer.MAX_VALUE),
          new Answer.Status(
              200, Map.of(), "{\"partialSuccess\":{\"rejectedLogRecords\":\"2000000000\"}}"));
      receiver.await(1);
      while (ofLogs(stage.exports.refusedLines()) == 0) {
        Thread.onSpinWait();
      }
      assertThat(stage.exports.refusedLines().get("logs")).isLessThanOrEqualTo(2);
      receiver.await(2);
      assertThat(stage.exports.sentLines().get("logs")).isBetween(0L, 1L);
    }
  }

  @Test
  void oneLineThatItNeverTakesTakesNoOtherWithIt() throws Exception {
    try (var receiver = new StrictReceiver();
        var stage = new ExportStage(folder, to("loki", receiver))) {
      var web1 = stage.open("web1").prints("first\n");
      receiver.await(1);
      receiver.answers(new Answer.Poison("bad"));
      web1.prints(lines("a", 0, 50) + "bad\n" + lines("a", 50, 100));

      receiver.await(101);
      assertThat(receiver.texts().subList(1, 101)).containsExactlyElementsOf(texts("a", 0, 100));
      while (ofLogs(stage.exports.refusedLines()) < 1) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void whoHasNeverTakenAnythingIsNotBelievedThatItNeverWill() throws Exception {
    try (var receiver = new StrictReceiver();
        var stage = new ExportStage(folder, to("loki", receiver))) {
      receiver.answers(
          new Answer.Status(400, Map.of(), "The plain HTTP request was sent to HTTPS port"),
          new Answer.Status(200, Map.of("Content-Type", "text/html"), "<h1>Welcome</h1>"),
          new Answer.Status(500, Map.of(), "x".repeat(200_000)));
      stage.open("web1").prints("one\n");

      assertThat(receiver.await(1).getFirst().text()).isEqualTo("one");
      assertThat(stage.exports.failures()).containsEntry("logs", 3L);
      assertThat(stage.exports.refusedLines()).containsEntry("logs", 0L);
    }
  }

  @Test
  void manyShortLinesAreSentInBoundedPieces() throws Exception {
    try (var receiver = new StrictReceiver();
        var stage = new ExportStage(folder, to("loki", receiver))) {
      receiver.answers(new Answer.Status(500));
      stage.open("web1").prints("y\n".repeat(100_000) + "end\n");

      receiver.await(100_001);
      assertThat(receiver.texts().getLast()).isEqualTo("end");
      assertThat(receiver.largest()).isLessThanOrEqualTo(Export.BATCH / 256);
      assertThat(receiver.lines()).doesNotHaveDuplicates();
    }
  }

  @Test
  void whatTheHistoryDidNotKeepIsAGap() throws Exception {
    int port;
    try (var receiver = new StrictReceiver()) {
      port = receiver.port();
    }
    var settings = "logs: { to: \"loki+http://127.0.0.1:%d\" }".formatted(port);
    try (var stage = new ExportStage(folder, settings)) {
      var web1 = stage.open(ExportStage.entry("lab", "web1"), ByteSize.parse("64KiB"));
      for (int i = 0; i < 400; i++) {
        web1.prints(lines("a", i * 1000, i * 1000 + 1000)).onDisk();
      }
      while (web1.history().reader().start() == 0) {
        Thread.onSpinWait();
      }
      try (var receiver = new StrictReceiver(port)) {
        var first = receiver.await(1).getFirst();
        assertThat(first.more()).containsEntry("gap", "true");
        assertThat(first.text())
            .matches(
                "what was printed from offset=0 to offset=\\d+ is not kept: it was older than what"
                    + " is kept");
        while (!receiver.texts().getLast().equals("a399999")) {
          Thread.onSpinWait();
        }
      }
    }
  }

  @Test
  void aTokenThatNobodyCanSendIsNotShown() throws Exception {
    var token = Files.writeString(folder.resolve("token"), "s3cr\u20act\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    try (var receiver = new StrictReceiver();
        var logged = LoggedLines.of("dev.consolegw.gateway.export")) {
      var settings =
          "logs: { to: \"loki+%s\", token-file: \"%s\" }".formatted(receiver.at(), token);
      try (var stage = new ExportStage(folder, settings)) {
        stage.open("web1").prints("one\n");
        assertThat(logged.await("event=export-behind")).contains("has characters that no header");
        Files.writeString(token, "better\n");
        receiver.await(1);
      }
      assertThat(logged.lines()).noneMatch(line -> line.contains("s3cr"));
    }
  }
}
