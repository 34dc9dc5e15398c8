package dev.consolegw.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo's guest, over its real socket. */
@Timeout(30)
class DemoGuestTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path folder;
  private Path socket;
  private DemoGuest guest;

  @BeforeEach
  void start() throws IOException {
    socket = folder.resolve("console.sock");
    guest = new DemoGuest(socket, "web1", Duration.ZERO, InstantSource.fixed(NOON));
    guest.start();
  }

  @AfterEach
  void stop() {
    guest.close();
  }

  private GuestClient loggedIn() throws IOException {
    var client = new GuestClient(socket);
    client.readUntil("web1 login: ");
    client.type("guest\r");
    client.readUntil("guest@web1:~$ ");
    return client;
  }

  @Test
  void itBootsForItsFirstClient() throws IOException {
    try (var client = new GuestClient(socket)) {
      String seen = client.readUntil("web1 login: ");

      assertThat(seen).startsWith("SeaBIOS").contains("Linux version", "hostname to <web1>");
    }
  }

  @Test
  void aPasswordIsAskedForAndNotShown() throws IOException {
    try (var client = new GuestClient(socket)) {
      client.readUntil("login: ");
      client.type("alice\rwrong\r");
      String first = client.readUntil("login: ");
      client.type("alice\rdemo\r");
      String second = client.readUntil("alice@web1:~$ ");

      assertThat(first).contains("Password: ", "Login incorrect").doesNotContain("wrong");
      assertThat(second).doesNotContain("demo\r");
    }
  }

  @Test
  void commandsAnswer() throws IOException {
    try (var client = loggedIn()) {
      assertThat(client.run("uname -a")).startsWith("Linux web1 ");
      assertThat(client.run("echo one  two")).isEqualTo("one two");
      assertThat(client.run("date")).isEqualTo("Sun Mar 1 12:00:00 UTC 2026");
      assertThat(client.run("uptime")).startsWith(" 12:00:00 up 0 min");
      assertThat(client.run("help")).contains("flood N", "stty rows R cols C");
      assertThat(client.run("fly")).isEqualTo("sh: fly: not found");
      assertThat(client.run("")).isEmpty();
    }
  }

  @Test
  void theSizeIsWhatItWasTold() throws IOException {
    try (var client = loggedIn()) {
      assertThat(client.run("stty size")).isEqualTo("24 80");
      assertThat(client.run("stty rows 40 cols 120")).isEmpty();
      assertThat(client.run("stty size")).isEqualTo("40 120");
      assertThat(client.run("stty rows 0")).startsWith("stty: invalid argument 'rows'");
      assertThat(client.run("stty cols")).startsWith("stty: invalid argument 'cols'");
      assertThat(client.run("stty size")).isEqualTo("40 120");
    }
  }

  @Test
  void aLineCanBeEdited() throws IOException {
    try (var client = loggedIn()) {
      client.type("rubbish\u0015echp\b\u007fho yes\u001b[A\u001bOB\r");
      client.readUntil("\b \b");

      assertThat(client.readUntil(":~$ ")).contains("\r\nyes\r\n");
      client.type("echo no\u0003");
      assertThat(client.readUntil(":~$ ")).isEqualTo("echo no^C\r\nguest@web1:~$ ");
      client.type("\u0004");
      assertThat(client.readUntil("web1 login: ")).startsWith("\r\n");
    }
  }

  @Test
  void aLineThatIsTooLongRingsTheBell() throws IOException {
    try (var client = loggedIn()) {
      client.type("x".repeat(LineEditor.LIMIT) + "yy\r");

      assertThat(client.readUntil(":~$ ")).contains("x\u0007\u0007\r\n").doesNotContain("y");
    }
  }

  @Test
  void aFloodIsComplete() throws IOException {
    try (var client = loggedIn()) {
      String seen = client.run("flood 2000") + "\r\n";

      assertThat(seen).hasSize(2000 * 1024).startsWith("0000000000 =").contains("\n0000031999 =");
      assertThat(client.run("flood much")).startsWith("flood: how many KiB?");
    }
  }

  @Test
  void whatIsTypedDuringAFloodIsKept() throws IOException {
    try (var client = loggedIn()) {
      client.type("flood 500\recho after\r");

      assertThat(client.readUntil("\r\nafter\r\n")).contains("\n0000007999 =");
    }
  }

  @Test
  void aFloodCanBeStopped() throws IOException {
    try (var client = loggedIn()) {
      client.type("flood 1000000\r");
      client.readUntil("0000000100 ");
      client.type("\u0003");

      client.readUntil("^C\r\n");
      assertThat(client.run("echo here")).isEqualTo("here");
    }
  }

  @Test
  void aClientThatLeavesDuringAFloodDoesNoHarm() throws IOException {
    try (var client = loggedIn()) {
      client.type("flood 100000\r");
      client.readUntil("0000000100 ");
    }

    try (var next = new GuestClient(socket)) {
      next.type("\u0003\recho here\r");
      next.readUntil("\r\nhere\r\n");
    }
  }

  @Test
  void aSecondClientWaitsAndFindsTheShellOfTheFirst() throws IOException {
    try (var second = loggedInBehind()) {
      assertThat(second.readUntil("\r\nsecret\r\n")).isEqualTo("echo secret\r\nsecret\r\n");
    }
  }

  /** A client that typed while another was served, which then left. */
  private GuestClient loggedInBehind() throws IOException {
    try (var first = loggedIn()) {
      var second = new GuestClient(socket);
      second.type("echo secret\r");
      assertThat(first.run("echo mine")).isEqualTo("mine");
      return second;
    }
  }

  @Test
  void aRebootCutsTheClientAndBringsANewSocket() throws IOException {
    try (var client = loggedIn()) {
      client.type("reboot\r");
      client.readToEnd();

      assertThat(saidByTheNext("login: ")).startsWith("SeaBIOS");
    }
  }

  /** Before the next socket is there, there may be none, or the old one, which is about to go. */
  private String saidByTheNext(String wanted) {
    while (true) {
      try (var next = new GuestClient(socket)) {
        return next.readUntil(wanted);
      } catch (IOException notYet) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void topDrawsAgainUntilItIsLeft() throws IOException {
    try (var client = loggedIn()) {
      client.type("top\r");
      assertThat(client.readUntil("tick 1,")).contains("\u001b[2J", "\u001b[24;1H");
      client.type("q");
      client.readUntil(":~$ ");

      assertThat(client.run("echo back")).isEqualTo("back");
    }
  }

  @Test
  void theFrameIsAsLargeAsTheTerminal() throws IOException {
    try (var client = loggedIn()) {
      client.run("stty rows 10 cols 40");
      client.type("screen\r");
      String seen = client.readUntil("any key");

      assertThat(seen)
          .contains("\u001b[10;1H+" + "-".repeat(38) + "+", "\u001b[9;40H|", "40 x 10")
          .doesNotContain("\u001b[11;");
    }
  }

  @Test
  void closingCutsTheClientAndTakesTheSocketAway() throws IOException {
    try (var client = loggedIn()) {
      guest.close();

      assertThat(client.readToEnd()).isEmpty();
      assertThat(socket).doesNotExist();
    }
  }

  @Test
  void aPathThatCannotBeUsedIsSaidAtStart() {
    var elsewhere =
        new DemoGuest(folder.resolve("no/such/folder"), "x", Duration.ZERO, InstantSource.system());

    assertThatThrownBy(elsewhere::start).isInstanceOf(IOException.class);
    elsewhere.close();
  }
}
