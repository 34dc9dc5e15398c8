package dev.consolegw.gateway.console.memory;

import static dev.consolegw.authz.Right.MANAGE;
import static dev.consolegw.authz.Right.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Person;
import dev.consolegw.config.Settings.Leaving;
import dev.consolegw.config.Settings.Sharing;
import dev.consolegw.gateway.backend.SendResult;
import dev.consolegw.gateway.console.AttachResult;
import dev.consolegw.gateway.console.FakeScreen;
import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.event.ConsoleEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a login that somebody left open. */
class StaleLoginTest {
  private static final String WARNING =
      "last writer alice from 192.0.2.1 left 5 min ago; no logout was seen, the guest may still be"
          + " logged in as them";

  @TempDir private Path folder;
  private Stage stage;

  @BeforeEach
  void open() throws IOException {
    stage = new Stage(folder);
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  private Stage.Visitor aliceTypes(String keys) {
    var alice = stage.person("alice", WRITE);
    alice.types(keys);
    return alice;
  }

  private void leaves(Stage.Visitor who) {
    who.viewer().act(new ViewerAction.Leave());
    stage.tasks.runAll();
  }

  private List<String> warnings(Stage.Visitor who) {
    return who.screen().notices().stream().filter(line -> line.startsWith("last writer")).toList();
  }

  @Test
  void theNextPersonIsToldWhoWroteLast() {
    leaves(aliceTypes("root\r"));
    stage.advance(Duration.ofMinutes(5));

    assertThat(warnings(stage.person("bob", WRITE))).containsExactly(WARNING);
    assertThat(warnings(stage.script("carol", WRITE, "ro"))).containsExactly(WARNING);
    assertThat(warnings(stage.person("alice", WRITE))).isEmpty();
  }

  @Test
  void whoHasTypedNothingLeavesNoTrace() {
    leaves(stage.person("alice", WRITE));

    assertThat(warnings(stage.person("bob", WRITE))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"logout\r\n\r\nweb1 login: ", "login: "})
  void aLoginPromptAfterTheLastKeyClearsIt(String output) {
    var alice = aliceTypes("exit\r");
    stage.print(output);
    leaves(alice);

    assertThat(warnings(stage.person("bob", WRITE))).isEmpty();
  }

  @Test
  void aPromptInPiecesCounts() {
    var alice = aliceTypes("exit\r");
    for (char each : "\r\nweb1 login: ".toCharArray()) {
      stage.print(String.valueOf(each));
    }
    leaves(alice);

    assertThat(warnings(stage.person("bob", WRITE))).isEmpty();
  }

  @Test
  void whoTypesAtThePromptIsRemembered() {
    var alice = aliceTypes("x");
    stage.print("login: ");
    alice.types("root\r");
    leaves(alice);

    assertThat(warnings(stage.person("bob", WRITE))).hasSize(1);
  }

  @Test
  void theTimeOfTheLastLoginIsNoPrompt() {
    var alice = aliceTypes("secret\r");
    stage.print("\r\nLast login: ");
    stage.advance(Duration.ofMillis(999));
    stage.print("Sat Nov 22 02:00:25\r\n# ");
    stage.advance(Duration.ofMinutes(1));
    leaves(alice);

    assertThat(warnings(stage.person("bob", WRITE))).hasSize(1);
  }

  @Test
  void aPromptThatStoodForASecondCountsWhateverComesAfterIt() {
    leaves(aliceTypes("exit\r"));
    stage.print("web1 login: ");
    stage.advance(StaleLogin.SETTLED);
    stage.print("[  123.4] usb 1-1: new device\r\n");

    assertThat(warnings(stage.person("bob", WRITE))).isEmpty();
  }

  @Test
  void onlyTheLastOfSeveralWritersLeavesALogin() {
    var alice = aliceTypes("a");
    var max = stage.person("max", MANAGE, "force");
    leaves(alice);
    assertThat(warnings(stage.person("bob", WRITE))).isEmpty();
    max.types("b");

    leaves(max);

    assertThat(warnings(stage.person("alice", WRITE)))
        .singleElement()
        .asString()
        .startsWith("last writer max from 192.0.2.1 left 0 s ago");
  }

  @Test
  void whoGivesTheSeatUpAndLeavesIsTheLast() {
    var alice = aliceTypes("a");
    alice.viewer().act(new ViewerAction.GiveSeat());
    var bob = stage.person("bob", WRITE, "ro");
    assertThat(warnings(bob)).isEmpty();
    stage.advance(Duration.ofSeconds(1));

    leaves(alice);
    bob.viewer().act(new ViewerAction.TakeSeat());
    stage.tasks.runAll();

    assertThat(warnings(bob)).hasSize(1);
  }

  @Test
  void underKeepNobodyIsTold() {
    stage.on(Leaving.KEEP);
    leaves(aliceTypes("root\r"));

    assertThat(warnings(stage.person("bob", WRITE))).isEmpty();
    assertThat(stage.line().inputs()).containsExactly("root\r");
  }

  @Test
  void underResetTheLineIsResetAfterTheLastHasLeft() {
    stage.on(Sharing.JOIN, Leaving.RESET, 64);
    var alice = aliceTypes("a");
    var bob = stage.person("bob", WRITE, "join");
    leaves(alice);
    assertThat(stage.line().inputs()).containsExactly("a");

    leaves(bob);
    assertThat(stage.line().inputs()).containsExactly("a", "<reset>");
    assertThat(stage.events).anyMatch(ConsoleEvent.Cleaned.class::isInstance);

    assertThat(warnings(stage.person("carol", WRITE)))
        .containsExactly(
            "last writer alice from 192.0.2.1 left 0 s ago; the console was reset, but no"
                + " logout was seen since");
    stage.print("login: ");
    assertThat(warnings(stage.person("dave", WRITE))).isEmpty();
  }

  @Test
  void aLineThatIsDownIsResetBeforeAnybodyTypes() {
    stage.on(Leaving.RESET);
    var alice = aliceTypes("a");
    stage.line().end("reboot");
    leaves(alice);
    stage.on(Leaving.WARN);

    var bob = (AttachResult.Admitted) stage.ask("bob", WRITE, true, new FakeScreen());
    bob.viewer().act(new ViewerAction.Type(ByteBuffer.wrap(new byte[] {'b'})));
    stage.tasks.runAll();

    assertThat(stage.line().inputs()).containsExactly("<reset>", "b");
  }

  @Test
  void aResetThatIsLostWithTheLineIsMadeUpFor() {
    stage.on(Leaving.RESET);
    var alice = aliceTypes("a");
    stage.line().holding();
    leaves(alice);
    assertThat(stage.line().inputs()).containsExactly("a", "<reset>");

    stage.line().end("reboot");
    stage.tasks.runAll();
    stage.person("bob", WRITE);

    assertThat(stage.line().inputs()).containsExactly("<reset>");
  }

  @Test
  void whereTheWireCannotResetTheNextIsWarned() {
    stage.on(Leaving.RESET);
    var alice = aliceTypes("a");
    stage.line().answering(_ -> SendResult.UNSUPPORTED);
    leaves(alice);

    assertThat(warnings(stage.person("bob", WRITE))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void itIsRememberedOverARestart(boolean left) throws Exception {
    var alice = aliceTypes("root\r");
    if (left) {
      leaves(alice);
    }
    stage.settle();
    stage.close();

    stage = new Stage(folder);
    stage.advance(Duration.ofMinutes(5));

    assertThat(warnings(stage.person("bob", WRITE))).containsExactly(WARNING);
  }

  @Test
  void aResetThatWasDueIsDueAfterARestart() throws Exception {
    stage.on(Leaving.RESET);
    aliceTypes("root\r");
    stage.settle();
    stage.close();

    stage = new Stage(folder);
    stage.person("bob", WRITE);

    assertThat(stage.line().inputs()).containsExactly("<reset>");
  }

  @Test
  void nothingIsLeftOnDiskAfterALogout() throws Exception {
    var alice = aliceTypes("exit\r");
    stage.settle();
    try (var files = Files.list(folder.resolve("writers"))) {
      assertThat(files).hasSize(1);
    }
    stage.print("login: ");
    leaves(alice);
    stage.settle();

    try (var files = Files.list(folder.resolve("writers"))) {
      assertThat(files).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1 left",
        "x left warn a file b b",
        "1 gone warn a file b b",
        "1 left warn a file %zz b",
        "\0\0\0\0",
        "1 left warn a file b b extra"
      })
  void garbageOnDiskIsNothing(String text) throws Exception {
    leaves(aliceTypes("root\r"));
    stage.settle();
    stage.close();
    Path file;
    try (var files = Files.list(folder.resolve("writers"))) {
      file = files.findFirst().orElseThrow();
    }
    Files.writeString(file, text);

    stage = new Stage(folder);

    assertThat(warnings(stage.person("bob", WRITE))).isEmpty();
  }

  @Property
  void whatIsWrittenIsReadAgain(
      @ForAll String name,
      @ForAll String id,
      @ForAll StaleLoginRecord.State state,
      @ForAll Leaving policy) {
    var stale =
        new StaleLoginRecord(
            new Person("file", clean(name), clean(id)),
            "2001:db8::1",
            policy,
            Instant.ofEpochMilli(1_234_567_890_123L),
            state);

    var read = StaleLoginRecord.parse(stale.line() + "\n");

    assertThat(read).contains(stale);
    assertThat(read.orElseThrow().person().name()).isEqualTo(clean(name));
  }

  /** Half a character has no UTF-8. */
  private static String clean(String text) {
    return text.replaceAll("[\\ud800-\\udfff]", "?");
  }

  @Property
  void anyLineIsReadWithoutHarm(@ForAll String line) {
    assertThat(StaleLoginRecord.parse(line)).isNotNull();
  }
}
