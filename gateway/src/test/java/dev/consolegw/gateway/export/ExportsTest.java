package dev.consolegw.gateway.export;

import static dev.consolegw.gateway.export.ExportStage.lines;
import static dev.consolegw.gateway.export.ExportStage.ofLogs;
import static dev.consolegw.gateway.export.ExportStage.texts;
import static dev.consolegw.gateway.export.ExportStage.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.config.value.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What log systems are sent, of which consoles, and from when on. */
@Timeout(120)
class ExportsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"loki", "otlp"})
  void eachLineIsSentWithItsOffset(String scheme) throws Exception {
    try (var receiver = new StrictReceiver();
        var stage = new ExportStage(folder, to(scheme, receiver))) {
      stage.open("web1").prints("\033[31mone\033[0m\r\n\r\nt\u00fcwo\nhalf");

      var lines = receiver.await(2);
      assertThat(lines).extracting(StrictReceiver.Line::text).containsExactly("one", "t\u00fcwo");
      assertThat(lines).extracting(StrictReceiver.Line::offset).containsExactly(0L, 16L);
      assertThat(lines.getFirst().console()).isEqualTo("file/lab/web1:0");
      assertThat(lines.getFirst().more()).containsValues("lab", "web1", "console-gw");
      assertThat(lines.get(1).nanos()).isGreaterThan(lines.get(0).nanos());

      // Nothing follows it: after a while it is sent as it is.
      assertThat(receiver.await(3).getLast().text()).isEqualTo("half");
      while (ofLogs(stage.exports.sentLines()) < 3) {
        Thread.onSpinWait();
      }
      assertThat(stage.exports.behind()).containsEntry("logs", 0L);
    }
  }

  @Test
  void whatIsOwedIsSentWhateverTheConsoleIsCalledMeanwhile() throws Exception {
    int port;
    try (var receiver = new StrictReceiver()) {
      port = receiver.port();
    }
    var settings =
        "logs: { to: \"loki+http://127.0.0.1:%d\", consoles: [\"lab/web*\"] }".formatted(port);
    try (var stage = new ExportStage(folder, settings)) {
      var console = stage.open("web1").prints("one\n");
      while (ofLogs(stage.exports.failures()) == 0) {
        Thread.onSpinWait();
      }
      for (int round = 0; round < 3; round++) {
        console.copy().know(ExportStage.entry("lab", "db1"));
        console.prints("secret\n");
        console.copy().know(ExportStage.entry("lab", "web" + round));
        console.prints("more" + round + "\n");
      }
      try (var receiver = new StrictReceiver(port)) {
        receiver.await(4);
        assertThat(receiver.texts()).containsExactly("one", "more0", "more1", "more2");
        console.prints("last\n");
        assertThat(receiver.await(5).getLast().text()).isEqualTo("last");
      }
    }
  }

  @Test
  void nothingIsKeptOfConsolesThatAreGone() throws Exception {
    try (var receiver = new StrictReceiver()) {
      var settings = "logs: { to: \"loki+%s\", consoles: [\"lab/web*\"] }".formatted(receiver.at());
      try (var stage = new ExportStage(folder, settings)) {
        stage.open("db1").prints("one\n").goes();
        stage.open("web1").prints("two\n").goes();
        receiver.await(1);
        while (stage.exports.followed() > 0) {
          Thread.onSpinWait();
        }
        stage.exports.settings(List.of());
        stage.open("web2").prints("three\n").goes();
        assertThat(stage.exports.followed()).isZero();
      }
    }
  }

  @Test
  void aRestartLosesAndDoublesNothing() throws Exception {
    try (var receiver = new StrictReceiver()) {
      for (int round = 0; round < 3; round++) {
        try (var stage = new ExportStage(folder, to("loki", receiver))) {
          stage.open("web1").prints(lines("a", round * 100, round * 100 + 100));
          stage.open("web2").prints(lines("b", round * 100, round * 100 + 100));
        }
      }
      var found = receiver.lines();
      assertThat(found.stream().filter(it -> it.console().contains("web1")))
          .extracting(StrictReceiver.Line::text)
          .containsExactlyElementsOf(texts("a", 0, 300));
      assertThat(found).hasSize(600).doesNotHaveDuplicates();
    }
  }

  @Test
  void whatAConsoleHadPrintedBeforeItWentIsSentWhenItCanBe() throws Exception {
    int port;
    try (var receiver = new StrictReceiver()) {
      port = receiver.port();
    }
    var settings = "logs: { to: \"loki+http://127.0.0.1:%d\" }".formatted(port);
    try (var stage = new ExportStage(folder, settings)) {
      stage.open("web1").prints(lines("a", 0, 10)).goes();
      stage.open("web2").prints(lines("b", 0, 10)).onDisk();
      while (ofLogs(stage.exports.failures()) == 0) {
        Thread.onSpinWait();
      }
      try (var receiver = new StrictReceiver(port)) {
        receiver.await(20);
        assertThat(receiver.texts()).containsAll(texts("a", 0, 10)).containsAll(texts("b", 0, 10));
      }
    }
  }

  @Test
  void whatWasLeftOfConsolesThatNobodyOpensIsSentAfterAStart() throws Exception {
    int port;
    try (var receiver = new StrictReceiver()) {
      port = receiver.port();
    }
    var settings = "logs: { to: \"loki+http://127.0.0.1:%d\" }".formatted(port);
    try (var stage = new ExportStage(folder, settings)) {
      stage.open(ExportStage.entry("lab", "web1"), ByteSize.parse("1MiB")).prints("left\n");
    }
    try (var receiver = new StrictReceiver(port);
        var stage = new ExportStage(folder, settings)) {
      var line = receiver.await(1).getFirst();
      assertThat(line.text()).isEqualTo("left");
      assertThat(line.console()).isEqualTo("file/lab/web1:0");
      assertThat(line.more()).containsEntry("project", "lab").containsEntry("server", "web1");
      stage.open("web1").prints("and more\n");
      assertThat(receiver.await(2).getLast().text()).isEqualTo("and more");
    }
  }

  @Test
  void onlyTheOutputOfConsolesThatAreNamedIsSent() throws Exception {
    try (var receiver = new StrictReceiver()) {
      var settings = "logs: { to: \"loki+%s\", consoles: [\"lab/web*\"] }".formatted(receiver.at());
      try (var stage = new ExportStage(folder, settings)) {
        var other = stage.open(ExportStage.entry("lab", "db1"), ByteSize.parse("1MiB"));
        other.prints("secret\n");
        stage.open("web1").prints("one\n");
        receiver.await(1);
        other.copy().know(ExportStage.entry("lab", "web9"));
        other.prints("named\n");
        receiver.await(2);
      }
      assertThat(receiver.texts()).containsExactly("one", "named");
    }
  }

  @Test
  void newSettingsHoldFromThenOn() throws Exception {
    try (var first = new StrictReceiver();
        var second = new StrictReceiver();
        var stage = new ExportStage(folder, to("loki", first))) {
      var web1 = stage.open("web1").prints("one\n");
      first.await(1);
      var both = to("loki", first) + "\nmore: { to: \"otlp+%s\" }".formatted(second.at());
      stage.exports.settings(ExportStage.plans(both));
      web1.prints("two\n");
      first.await(2);
      assertThat(second.await(1)).extracting(StrictReceiver.Line::text).containsExactly("two");

      stage.exports.settings(ExportStage.plans("more: { to: \"loki+%s\" }".formatted(first.at())));
      web1.prints("three\n");
      first.await(3);
      assertThat(first.texts()).containsExactly("one", "two", "three");
      assertThat(second.texts()).containsExactly("two");
    }
  }

  @Test
  void aLineThatMovesInTheSettingsChangesNothingAndAWiderPatternNothingOfBefore() throws Exception {
    try (var receiver = new StrictReceiver()) {
      var settings = "logs: { to: \"loki+%s\", consoles: [\"lab/web*\"] }".formatted(receiver.at());
      try (var stage = new ExportStage(folder, settings)) {
        stage.open("web1").prints("one\n");
        var other = stage.open("db1").prints("secret\n");
        receiver.await(1);
        while (ofLogs(stage.exports.sentLines()) < 1) {
          Thread.onSpinWait();
        }
        stage.exports.settings(ExportStage.plans("\n\n" + settings));
        assertThat(stage.exports.sentLines()).containsEntry("logs", 1L);

        stage.exports.settings(ExportStage.plans(settings.replace("lab/web*", "lab/*")));
        other.prints("wanted\n");
        assertThat(receiver.await(2).getLast().text()).isEqualTo("wanted");
      }
    }
  }

  @Test
  void headersAndATokenAreSentAndNeverShown() throws Exception {
    var secret = "s3cret." + "x".repeat(8000); // as long as tokens with claims may be
    var token = Files.writeString(folder.resolve("token"), secret + '\n');
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    try (var receiver = new StrictReceiver()) {
      var settings =
          "logs: { to: \"loki+%s\", headers: { X-Scope-OrgID: lab }, token-file: \"%s\" }"
              .formatted(receiver.at(), token);
      try (var stage = new ExportStage(folder, settings)) {
        stage.open("web1").prints("one\n");
        receiver.await(1);
      }
      var headers = receiver.headers().getFirst();
      assertThat(headers.get("Authorization")).containsExactly("Bearer " + secret);
      assertThat(headers.get("X-scope-orgid")).containsExactly("lab");
      assertThat(ExportStage.plans(settings).toString()).doesNotContain("s3cret");
    }
  }

  @Test
  void aFileHasLinesOfJsonAndMayBeRotated() throws Exception {
    var file = folder.resolve("consoles.jsonl");
    var mapper = new ObjectMapper();
    try (var stage = new ExportStage(folder, "logs: { to: \"file:%s\" }".formatted(file))) {
      var web1 = stage.open("web1").prints("one\n");
      awaitLines(file, 1);
      Files.move(file, folder.resolve("consoles.jsonl.1"));
      web1.prints("t\u00fcwo\n");
      awaitLines(file, 1);
    }
    var old = mapper.readTree(Files.readString(folder.resolve("consoles.jsonl.1")));
    assertThat(old.get("text").textValue()).isEqualTo("one");
    var line = mapper.readTree(Files.readString(file));
    assertThat(line.get("text").textValue()).isEqualTo("t\u00fcwo");
    assertThat(line.get("offset").longValue()).isEqualTo(4);
    assertThat(line.get("console").textValue()).isEqualTo("file/lab/web1:0");
    assertThat(Files.readString(file)).matches("\\p{ASCII}+\n");
  }

  private static void awaitLines(Path file, int count) throws Exception {
    while (!Files.exists(file) || Files.readAllLines(file).size() < count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void mistakesAreSaid() {
    assertThatThrownBy(() -> ExportStage.plans("a: { to: \"http://x\" }"))
        .hasMessageContaining("'http://x' is no log system; write file:/PATH");
    assertThatThrownBy(() -> ExportStage.plans("a: { to: \"loki+http://u:p@x\" }"))
        .hasMessageContaining("passwords go into headers or token-file");
    assertThatThrownBy(() -> ExportStage.plans("a: { to: \"file:/x\", token-file: /t }"))
        .hasMessageContaining("headers and token-file go with loki+ and otlp+ alone");
    assertThatThrownBy(() -> ExportStage.plans("a: { to: \"file:/x\", consoles: [web1] }"))
        .hasMessageContaining("'web1' is no pattern");
    assertThatThrownBy(() -> ExportStage.plans("a: { to: \"loki+https://x\", ca: /nowhere }"))
        .hasMessageContaining("ca cannot be read");
    assertThatThrownBy(() ->
            ExportStage.plans("a: { to: \"loki+http://x\", headers: { Content-Length: \"3\" } }"))
        .hasMessageContaining("headers: Content-Length cannot be sent")
        .hasMessageNotContaining("restricted");
    assertThatThrownBy(() ->
            ExportStage.plans("a: { to: \"loki+http://x\", headers: { \"a b\": \"s3cret\" } }"))
        .hasMessageContaining("headers: a b cannot be sent")
        .hasMessageNotContaining("s3cret");
  }
}
