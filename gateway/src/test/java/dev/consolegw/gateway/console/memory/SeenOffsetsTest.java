package dev.consolegw.gateway.console.memory;

import static dev.consolegw.authz.Right.WATCH;
import static dev.consolegw.authz.Right.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Person;
import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.console.Stage.Visitor;
import dev.consolegw.gateway.console.ViewerAction;
import dev.consolegw.gateway.console.viewer.ReplayPosition;
import dev.consolegw.gateway.session.Replay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code +replay=new}: each person goes on where they left. */
class SeenOffsetsTest {
  @TempDir private Path folder;
  private Stage stage;

  @BeforeEach
  void open() throws IOException {
    stage = new Stage(folder);
    stage.script("printer", WRITE);
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  private Visitor back(String person, String... options) throws Exception {
    var all = new String[options.length + 2];
    System.arraycopy(options, 0, all, 2, options.length);
    all[0] = "ro";
    all[1] = "replay=new";
    var visitor = stage.person(person, WATCH, all);
    stage.settle();
    return visitor;
  }

  private void leave(Visitor visitor) throws Exception {
    visitor.viewer().act(new ViewerAction.Leave());
    stage.settle();
  }

  @Test
  void whoComesBackIsShownWhatIsNew() throws Exception {
    var alice = stage.person("alice", WATCH, "ro");
    stage.print("seen\n");
    leave(alice);
    stage.print("missed\n");

    assertThat(back("alice").screen().output()).isEqualTo("missed\n");
  }

  @Test
  void whoWasNeverHereIsShownTheLastLines() throws Exception {
    stage.print("line\n".repeat(50));

    assertThat(back("bob").screen().output()).isEqualTo("line\n".repeat(20));
  }

  @Test
  void anotherSessionOfTheSamePersonSeesForThem() throws Exception {
    stage.person("alice", WATCH, "ro");
    stage.person("bob", WATCH, "ro");
    stage.print("seen there\n");

    var again = back("alice");
    stage.print("new\n");

    assertThat(again.screen().output()).isEqualTo("new\n");
  }

  @Test
  void goingBackInTheOutputUnseesNothing() throws Exception {
    var alice = stage.person("alice", WATCH, "ro");
    stage.print("one\ntwo\n");
    alice.screen().room(0);
    alice.viewer().act(new ViewerAction.Replay(new Replay.Lines(2)));
    stage.settle();
    leave(alice);

    assertThat(back("alice").screen().output()).isEmpty();
  }

  @Test
  void ofVeryMuchATerminalIsShownTheLastAndTold() throws Exception {
    var alice = stage.person("alice", WATCH, "ro");
    stage.print("seen\n");
    leave(alice);
    stage.print("x".repeat(ReplayPosition.UNSEEN) + "y");

    var again = back("alice");

    assertThat(again.screen().output())
        .hasSize(ReplayPosition.UNSEEN)
        .startsWith("x")
        .endsWith("y");
    assertThat(again.screen().notices())
        .endsWith(
            "1048577 bytes are new; here are the last 1048576, the rest is in the log from"
                + " offset=5",
            "live from here, offset=1048582");
  }

  @Test
  void itSurvivesARestart() throws Exception {
    var alice = stage.person("alice", WATCH, "ro");
    stage.print("seen\n");
    leave(alice);
    stage.print("missed\n");
    stage.close();
    stage = new Stage(folder);
    stage.script("printer", WRITE);

    assertThat(back("alice").screen().output()).isEqualTo("missed\n");
  }

  private SeenOffsets seen() {
    return new SeenOffsets(folder, Stage.ID, Runnable::run);
  }

  @Test
  void anOffsetOfAnotherHistoryMeansNothing() throws Exception {
    stage.print("line\n".repeat(30));
    Files.writeString(
        SeenOffsetFiles.file(folder.resolve("seen"), Stage.ID), "99999999 file:alice\n");

    assertThat(back("alice").screen().output()).isEqualTo("line\n".repeat(20));
  }

  @Test
  void namesOfAnyFormAreKept() throws Exception {
    var person = new Person("openstack", "Zoë", "De\nfault/ä 100%");
    var one = seen();
    one.note(person, 7);
    one.note(new Person("file", "bob"), 8);
    one.save().join();

    assertThat(seen().upTo(person)).isEqualTo(OptionalLong.of(7));
    assertThat(seen().upTo(new Person("file", "bob"))).isEqualTo(OptionalLong.of(8));
    assertThat(seen().upTo(new Person("file", "eve"))).isEmpty();
  }

  @Test
  void onlyTheLastPeopleAreKept() throws Exception {
    var one = seen();
    for (int i = 0; i <= SeenOffsets.PEOPLE; i++) {
      one.note(new Person("file", "p" + i), i);
    }
    one.save().join();

    assertThat(seen().upTo(new Person("file", "p0"))).isEmpty();
    assertThat(seen().upTo(new Person("file", "p1"))).isEqualTo(OptionalLong.of(1));
    assertThat(Files.readAllLines(SeenOffsetFiles.file(folder, Stage.ID)))
        .hasSize(SeenOffsets.PEOPLE);
  }

  @Property(tries = 1000)
  void garbageIsPassedOver(@ForAll byte[] garbage) throws IOException {
    var home = Files.createTempDirectory("seen");
    var file = SeenOffsetFiles.file(home, Stage.ID);
    var good = "\n12 file:alice\n".getBytes(StandardCharsets.UTF_8);
    Files.write(file, garbage);
    Files.write(file, good, java.nio.file.StandardOpenOption.APPEND);

    var read = new SeenOffsets(home, Stage.ID, Runnable::run);
    assertThat(read.upTo(new Person("file", "alice"))).hasValue(12);
    Files.delete(file);
    Files.delete(home);
  }
}
