package dev.consolegw.gateway.shell.posix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestProcess;
import dev.consolegw.gateway.shell.guest.GuestProcess.Outcome.Exited;
import dev.consolegw.gateway.shell.guest.GuestProcess.Outcome.Signalled;
import dev.consolegw.gateway.shell.guest.ProcessRequest;
import dev.consolegw.gateway.shell.guest.ProcessRequest.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class PosixGuestTest {
  private static final String DASH = "dash -i";
  private static final String ASH = "busybox ash -i";
  private static final String BASH = "bash --norc --posix -i";

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(strings = {DASH, ASH, BASH})
  void outputErrorsAndStatusComeApart(String shell) throws IOException {
    try (var guest = PtyShell.of(shell).prepared()) {
      for (int status : new int[] {0, 3, 127, 255}) {
        var ended = guest.run("echo out; echo err >&2; exit " + status);

        assertThat(ended.text()).isEqualTo("out\n");
        assertThat(ended.errors()).isEqualTo("err\n");
        assertThat(ended.outcome()).isEqualTo(new Exited(status));
      }
      assertThat(guest.run("kill -s TERM $$").outcome()).isEqualTo(new Exited(128 + 15));
      assertThat(guest.run("printf 'no newline'").text()).isEqualTo("no newline");
      assertThat(guest.run("pwd; umask").text()).isEqualTo("/tmp\n0022\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DASH, ASH})
  void aMebibyteGoesBothWaysAsItIs(String shell) throws IOException {
    byte[] bytes = random(1 << 20);
    try (var guest = PtyShell.of(shell).prepared()) {
      var ended = guest.run("cat", bytes);

      assertThat(ended.out()).isEqualTo(bytes);
      assertThat(ended.outcome()).isEqualTo(new Exited(0));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DASH, ASH})
  void whatACommandReadsComesWhenItIsTypedAndItsPromptBefore(String shell) throws IOException {
    try (var guest = PtyShell.of(shell).prepared();
        var process = guest.start("printf 'password: ' >&2; read -r x; echo got $x; cat")) {
      assertThat(process.stderr().readNBytes(10)).asString(ISO_8859_1).isEqualTo("password: ");
      OutputStream input = process.stdin();
      input.write("secret\n".getBytes(ISO_8859_1));
      assertThat(process.stdout().readNBytes(11)).asString(ISO_8859_1).isEqualTo("got secret\n");
      input.write("more".getBytes(ISO_8859_1));
      input.close();
      assertThat(PtyShell.all(process.stdout())).asString(ISO_8859_1).isEqualTo("more");
      assertThat(process.await()).isEqualTo(new Exited(0));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DASH, ASH})
  void aCommandThatReadsNothingTakesAll(String shell) throws IOException {
    try (var guest = PtyShell.of(shell).prepared()) {
      assertThat(guest.run("exit 7", random(300_000)).outcome()).isEqualTo(new Exited(7));
      assertThat(guest.run("exec <&-; echo shut", random(200_000)).text()).isEqualTo("shut\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DASH, ASH})
  void signalsReachAllThatACommandHasStarted(String shell) throws IOException {
    try (var guest = PtyShell.of(shell).prepared()) {
      for (String signal : List.of("INT", "TERM", "HUP", "QUIT")) {
        try (var process = guest.start("sleep 77 | cat; sleep 77")) {
          process.signal(signal);

          assertThat(guest.ended(process, new byte[0]).outcome()).isEqualTo(new Signalled(signal));
        }
      }
      try (var process = guest.start("trap 'echo caught; exit 4' INT; echo set; read x")) {
        assertThat(process.stdout().readNBytes(4)).asString(ISO_8859_1).isEqualTo("set\n");
        process.signal("INT");
        assertThat(PtyShell.all(process.stdout())).asString(ISO_8859_1).isEqualTo("caught\n");
        assertThat(process.await()).isEqualTo(new Exited(4));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DASH, ASH})
  void closingHangsUpAndKillsWhatDoesNotMind(String shell) throws IOException {
    try (var guest = PtyShell.of(shell).prepared()) {
      GuestProcess mild = guest.start("sleep 77");
      mild.close();
      assertThat(mild.await()).isEqualTo(new Signalled("HUP"));

      GuestProcess stubborn = guest.start("trap '' HUP; echo deaf; while :; do sleep 1; done");
      assertThat(stubborn.stdout().readNBytes(5)).hasSize(5);
      stubborn.close();
      assertThat(stubborn.await()).isEqualTo(new Signalled("KILL"));
      assertThat(guest.run("echo next").text()).isEqualTo("next\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DASH, ASH})
  void aDaemonThatKeepsTheOutputsHoldsNobodyUp(String shell) throws IOException {
    try (var guest = PtyShell.of(shell).prepared()) {
      var ended = guest.run("sleep 7 & echo $!");

      assertThat(ended.outcome()).isEqualTo(new Exited(0));
      assertThat(guest.run("kill " + ended.text().strip()).outcome()).isEqualTo(new Exited(0));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DASH, ASH})
  void othersWaitForTheirTurnAndNotTooMany(String shell) throws Exception {
    try (var guest = PtyShell.of(shell).prepared();
        var first = guest.start("read x")) {
      List<CompletableFuture<String>> others = new ArrayList<>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 17; i++) {
          String word = "number " + i;
          others.add(
              CompletableFuture.supplyAsync(
                  () -> {
                    try (var process = guest.start("echo " + word)) {
                      return guest.ended(process, new byte[0]).text();
                    } catch (GuestException e) {
                      return e.kind() + " " + e.getMessage();
                    }
                  },
                  threads));
        }
        var turnedAway = CompletableFuture.anyOf(others.toArray(CompletableFuture[]::new));
        assertThat((String) turnedAway.get(20, TimeUnit.SECONDS))
            .isEqualTo(
                "BUSY the guest runs one command at a time, and 16 are waiting: try again later");
        first.stdin().close();
        for (var other : others) {
          assertThat(other.get(20, TimeUnit.SECONDS)).matches("number \\d+\n|BUSY .*");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DASH, ASH})
  void theLineIsLeftAsItWas(String shell) throws IOException {
    try (var guest = PtyShell.of(shell)) {
      String before = state(guest);
      guest.prepared();
      guest.run("echo x; sleep 7 &");
      guest.guest.close();
      guest.awaitText("# ");

      assertThat(state(guest)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DASH, ASH, BASH})
  void threeTimesCtrlCEndsItWhileItIsHalfLoaded(String shell) {
    try (var guest = PtyShell.of(shell)) {
      String before = state(guest);
      guest.type(Agent.typed("0123456789ab", false) + "\r");
      guest.awaitText("@0123456789ab go");
      guest.type("+half of a li");
      guest.type(new String(Agent.end(), ISO_8859_1));
      guest.awaitText("@0123456789ab z");
      guest.awaitText("# ");

      assertThat(state(guest)).isEqualTo(before);
    }
  }

  private static String state(PtyShell guest) {
    guest.type("stty -a; set | grep -v '^_=' | cksum; trap; echo en''d\n");
    guest.awaitText("speed");
    return guest.textUntil("\r\nend\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {DASH, ASH})
  void theStepsOfAnsibleRun(String shell) throws IOException {
    try (var guest = PtyShell.of(shell).prepared()) {
      assertThat(guest.run("/bin/sh -c 'echo ~web1 && sleep 0'").text()).isEqualTo("/tmp\n");
      String made =
          "/bin/sh -c '( umask 77 && mkdir -p \"` echo /tmp/.an$$sible/tmp `\"&& mkdir \"` echo"
              + " /tmp/.ansible-t `\" && echo ansible-tmp-1=\"` echo /tmp/.ansible-t `\" ) && sleep"
              + " 0'";
      assertThat(guest.run(made).text()).isEqualTo("ansible-tmp-1=/tmp/.ansible-t\n");
      byte[] module = random(127_903);
      var put = guest.run("dd of=/tmp/.ansible-t/x bs=65536", module);
      assertThat(put.outcome()).isEqualTo(new Exited(0));
      assertThat(put.errors()).contains("127903");
      assertThat(guest.run("dd if=/tmp/.ansible-t/x bs=65536").out()).isEqualTo(module);
      assertThat(guest.run("dd of=/tmp/.ansible-t/y bs=65536 count=0").outcome())
          .isEqualTo(new Exited(0));
      try (var process =
          guest.guest.start(
              new ProcessRequest(
                  Optional.of("/bin/sh -c 'echo out; echo $TERM >&2 && sleep 0'"),
                  Map.of("LANG", "C"),
                  Optional.of(new Terminal("xterm", 80, 24)),
                  "web1"))) {
        InputStream both = process.stdout();
        assertThat(PtyShell.all(both)).asString(ISO_8859_1).contains("out\r\n", "xterm\r\n");
        assertThat(process.stderr().read()).isEqualTo(-1);
      }
      var removed = guest.run("/bin/sh -c 'rm -f -r /tmp/.ansible-t /tmp/.an* && sleep 0'");
      assertThat(removed.outcome()).isEqualTo(new Exited(0));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DASH, ASH})
  void aLineThatHangsUpFailsWhatRunsAndLeavesNothingBehind(String shell) throws Exception {
    try (var guest = PtyShell.of(shell).prepared();
        var process =
            guest.start("d=$(readlink /proc/self/fd/0); echo ${d%/*}; trap '' HUP; exec sleep 77");
        var reader = new BufferedReader(new InputStreamReader(process.stdout(), ISO_8859_1));
        var watcher = FileSystems.getDefault().newWatchService()) {
      var folder = Path.of(reader.readLine());
      assertThat(folder).isDirectory();
      var holder = Objects.requireNonNull(folder.getParent());
      holder.register(watcher, StandardWatchEventKinds.ENTRY_DELETE);
      guest.cut();
      while (Files.exists(folder)) {
        var deleted = watcher.poll(10, TimeUnit.SECONDS);
        assertThat(deleted).isNotNull();
        deleted.pollEvents();
        deleted.reset();
      }

      assertThatThrownBy(process::await).isInstanceOf(GuestException.class);
      assertThatThrownBy(() -> process.stdout().read()).isInstanceOf(GuestException.class);
      assertThatThrownBy(() -> guest.start("true"))
          .isInstanceOf(GuestException.class)
          .hasMessage("the line is gone");
    }
  }
}
