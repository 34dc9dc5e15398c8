package dev.consolegw.gateway.shell.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestProcess;
import dev.consolegw.gateway.shell.guest.GuestProcess.Outcome;
import dev.consolegw.gateway.shell.guest.ProcessRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What runs in a guest behaves as it does under sshd. */
@Tag("slow")
class LinkedProcessesTest {
  private static PtyGuest guest;

  @BeforeAll
  static void linkOne() throws IOException {
    guest = PtyGuest.ready();
  }

  @AfterAll
  static void closeIt() {
    guest.close();
  }

  private static GuestProcess terminal(String command) throws IOException {
    return guest.link.start(
        new ProcessRequest(
            Optional.of(command),
            Map.of(),
            Optional.of(new ProcessRequest.Terminal("vt220", 101, 31)),
            "root"));
  }

  private static String readUntil(InputStream in, String wanted) throws IOException {
    var seen = new StringBuilder();
    while (seen.indexOf(wanted) < 0) {
      int next = in.read();
      assertThat(next).as("end after %s", seen).isNotNegative();
      seen.append((char) next);
    }
    return seen.toString();
  }

  @Test
  void theEnvironmentIsThatOfALogin() throws IOException {
    var request =
        new ProcessRequest(
            Optional.of("env; pwd"),
            Map.of("LANG", "ümlaut", "X", "a=b"),
            Optional.empty(),
            "root");
    try (var process = guest.link.start(request)) {
      var lines =
          new String(process.stdout().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      assertThat(lines).contains("HOME=/root", "USER=root", "LOGNAME=root", "LANG=ümlaut", "X=a=b");
      assertThat(lines).anyMatch(line -> line.startsWith("PATH=")).last().isEqualTo("/root");
      assertThat(lines).noneMatch(line -> line.startsWith("PS1=") || line.startsWith("TERM="));
    }
  }

  @Test
  void aSignalThatEndsItIsTold() throws IOException {
    assertThat(guest.run("kill -TERM $$").outcome()).isEqualTo(new Outcome.Signalled("TERM"));
  }

  @Test
  void aSignalReachesItsChildren() throws IOException {
    try (var process = guest.link.start(PtyGuest.command("echo up; sleep 100; echo down"))) {
      readUntil(process.stdout(), "up");
      process.signal("INT");
      assertThat(process.await()).isEqualTo(new Outcome.Signalled("INT"));
    }
  }

  @Test
  void closingHangsUpAndInTheEndKills() throws IOException {
    var command = "trap '' HUP; echo up; while :; do sleep 0.1; done";
    var process = guest.link.start(PtyGuest.command(command));
    readUntil(process.stdout(), "up");
    process.close();
    assertThat(process.await()).isEqualTo(new Outcome.Signalled("KILL"));
  }

  @Test
  void aTerminalHasASizeAndGetsAnother() throws IOException {
    try (var process = terminal("stty size; read x; stty size; echo go; exec sleep 100")) {
      readUntil(process.stdout(), "31 101");
      process.resize(133, 47);
      process.stdin().write('\n');
      readUntil(process.stdout(), "47 133\r\ngo");
      process.stdin().write(3);
      assertThat(process.await()).isEqualTo(new Outcome.Signalled("INT"));
    }
  }

  @Test
  void withoutACommandItIsALoginShell() throws IOException {
    var request =
        new ProcessRequest(
            Optional.empty(),
            Map.of(),
            Optional.of(new ProcessRequest.Terminal("dumb", 80, 24)),
            "root");
    try (var process = guest.link.start(request)) {
      process.stdin().write("echo $0 $((6*7)) $(tty)\nexit 7\n".getBytes(ISO_8859_1));
      assertThat(readUntil(process.stdout(), "/dev/pts/")).contains("-bash 42");
      process.stdout().readAllBytes();
      assertThat(process.await()).isEqualTo(new Outcome.Exited(7));
    }
  }

  @Test
  void theHomeOfAnAccountThatIsOnlyANameHereIsOurs() throws IOException {
    for (var command :
        List.of(
            "/bin/sh -c 'echo ~web1+shell && sleep 0'",
            "/bin/sh -c 'echo '\"'\"'~web1+shell'\"'\"' && sleep 0'")) {
      var request =
          new ProcessRequest(Optional.of(command), Map.of(), Optional.empty(), "web1+shell");
      try (var process = guest.link.start(request)) {
        assertThat(new String(process.stdout().readAllBytes(), ISO_8859_1)).isEqualTo("/root\n");
      }
    }
  }

  @Test
  void oneThatReadsNothingTakesAllItIsGiven() throws IOException {
    assertThat(guest.run("exit 4", new byte[400_000]).outcome()).isEqualTo(new Outcome.Exited(4));
    assertThat(guest.run("exec <&-; sleep 0.3; exit 5", new byte[400_000]).outcome())
        .isEqualTo(new Outcome.Exited(5));
  }

  @Test
  void aDaemonThatKeepsTheOutputOpenHoldsNobody() throws IOException {
    var result = guest.run("sleep 20 & echo started; exit 2");
    assertThat(result.text()).isEqualTo("started\n");
    assertThat(result.outcome()).isEqualTo(new Outcome.Exited(2));
  }

  @Test
  void whoIsNotReadHoldsBackOnlyItself() throws IOException {
    try (var flood = guest.link.start(PtyGuest.command("cat /dev/zero"))) {
      for (int i = 0; i < 10; i++) {
        assertThat(guest.run("echo " + i).text()).isEqualTo(i + "\n");
      }
      assertThat(flood.stdout().readNBytes(400_000)).hasSize(400_000);
    }
  }

  @Test
  void sixtyFourRunAtATimeAndNoMore() throws Exception {
    try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<GuestProcess>();
      for (int i = 0; i < 64; i++) {
        running.add(guest.link.start(PtyGuest.command("read x; echo $x")));
      }
      assertThatThrownBy(() -> guest.run("true"))
          .isInstanceOf(GuestException.class)
          .hasMessageContaining("64 commands");
      var outputs = new ArrayList<java.util.concurrent.Future<byte[]>>();
      for (var process : running) {
        outputs.add(tasks.submit(() -> process.stdout().readAllBytes()));
        process.stdin().write("word\n".getBytes(ISO_8859_1));
      }
      for (var output : outputs) {
        assertThat(output.get()).isEqualTo("word\n".getBytes(ISO_8859_1));
      }
      for (var process : running) {
        assertThat(process.await()).isEqualTo(new Outcome.Exited(0));
      }
    }
  }

  @Test
  void aLongCommandIsTakenAndATooLongOneRefused() throws IOException {
    var word = "x".repeat(100_000);
    assertThat(guest.run("echo " + word).text()).hasSize(word.length() + 1);
    assertThatThrownBy(() -> guest.run("echo " + word + word)).hasMessageContaining("131071");
  }

  @Test
  void aPortInTheGuestIsReachedBothWays() throws IOException {
    try (var listener = guest.link.listen("127.0.0.1", 0);
        var socket = guest.link.connect("localhost", listener.port());
        var accepted = listener.accept().socket()) {
      socket.out().write("ping".getBytes(ISO_8859_1));
      socket.out().close();
      assertThat(accepted.in().readAllBytes()).isEqualTo("ping".getBytes(ISO_8859_1));
      accepted.out().write("pong".getBytes(ISO_8859_1));
      accepted.out().close();
      assertThat(socket.in().readAllBytes()).isEqualTo("pong".getBytes(ISO_8859_1));
    }
  }

  @Test
  void whereNobodyListensIsSaidSo() {
    assertThatThrownBy(() -> guest.link.connect("127.0.0.1", 1))
        .isInstanceOf(GuestException.class)
        .hasMessage("the guest says: Connection refused");
    assertThatThrownBy(() -> guest.link.connect("no-such-host.invalid", 1))
        .hasMessageStartingWith("the guest says: ");
  }

  @Test
  void aFloodGoesThroughToItsEnd() throws IOException {
    try (var process = guest.link.start(PtyGuest.command("head -c 100000000 /dev/zero"))) {
      long all = 0;
      var buffer = new byte[65536];
      for (int n = process.stdout().read(buffer); n >= 0; n = process.stdout().read(buffer)) {
        all += n;
      }
      assertThat(all).isEqualTo(100_000_000L);
    }
  }
}
