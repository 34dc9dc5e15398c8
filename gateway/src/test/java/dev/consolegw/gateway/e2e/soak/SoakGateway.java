package dev.consolegw.gateway.e2e.soak;

import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.TestPerson.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.TypedBytes;
import dev.consolegw.gateway.testing.client.RawHttp;
import dev.consolegw.gateway.testing.client.Ssh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Pattern;

/**
 * A gateway as a program with guests behind it, whose bounds are so small that what is not given
 * back is soon missed, and whose settings are other ones from time to time.
 */
final class SoakGateway implements AutoCloseable {
  /** Consoles {@code vm0} and so on: those from this one on die now and then. */
  static final int MORTAL = 3;

  private static final int CONSOLES = 6;

  /** Times that a mortal guest prints, ten a second. */
  private static final int LIFE = 100;

  private static final Pattern GAUGE =
      Pattern.compile(
          "(?m)^console_gw_(ssh_connections|sessions|history_unwritten_bytes)(\\{.*})?"
              + " ([0-9.E]+)$");

  /** What Bob is at the moment. */
  enum Bob {
    LET_IN,
    WITHOUT_RIGHT,
    WITHOUT_KEY
  }

  private final Path folder;
  private final int opsPort = freePort();
  private final List<SoakGuest> guests = new ArrayList<>();
  private final SoakGuest passing;
  private final GatewayProcess gateway;

  SoakGateway(Path folder, ScheduledExecutorService clock) {
    this.folder = folder;
    for (int i = 0; i < CONSOLES; i++) {
      guests.add(new SoakGuest(clock, i < MORTAL || i == CONSOLES - 1 ? 0 : LIFE + i));
    }
    passing = new SoakGuest(clock, 0);
    write(0, Bob.LET_IN);
    gateway = GatewayProcess.on(folder, List.of("-Xmx160m"));
  }

  private static int freePort() {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return server.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last console, of a guest that does not die, is Bob's. */
  static String bobs() {
    return "vm" + (CONSOLES - 1);
  }

  private void write(int round, Bob bob) {
    var consoles = new StringBuilder();
    for (int i = 0; i < CONSOLES; i++) {
      consoles.append(
          "  lab/vm%d: { address: \"%s\", capture: always }\n"
              .formatted(i, guests.get(i).address()));
    }
    var text =
        """
        state: "%s/state"
        ssh: { listen: "127.0.0.1:0", login-grace: 2m, connections: 60, channels: 8,
          strangers: 100, strangers-per-address: 100, penalties: { exempt: ["127.0.0.0/8"] } }
        limits: { sessions-per-person: 30, viewers-per-person: 16, input: 4MiB, output: 4MiB }
        history: { keep: 1MiB }
        recordings: { keep-for: 1s, keep-all: 8MiB }
        sessions: { record: on, sharing: %s }
        audit: { file: "%s/audit.jsonl", required: true }
        ops: { listen: "127.0.0.1:%d" }
        users:
          alice: { keys: ["%s"] }
          bob: { keys: ["%s"] }
        rules:
          - { users: [alice], consoles: ["lab/*"], right: manage }
          - { users: [bob], consoles: ["lab/%s"], right: write }
        consoles:
        %s  lab/passing%d: { address: "%s", capture: always }
        """
            .formatted(
                folder,
                round % 2 == 0 ? "one-writer" : "join",
                folder,
                opsPort,
                ALICE.publicKey(),
                (bob == Bob.WITHOUT_KEY ? TestPerson.STRANGER : BOB).publicKey(),
                bob == Bob.WITHOUT_RIGHT ? "nothing" : bobs(),
                consoles,
                round % 3,
                passing.address());
    try {
      Files.writeString(folder.resolve("console-gw.yaml"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has it read settings that differ from round to round. Returns when it has. */
  void reload(int round, Bob bob) {
    write(round, bob);
    gateway.signal("HUP");
    gateway.err().await("event=settings-read ");
  }

  /** Moves the audit away, as logrotate does; the next reload begins another file. */
  void rotateAudit() {
    try {
      Files.move(
          folder.resolve("audit.jsonl"),
          folder.resolve("audit.jsonl.1"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until there is an audit file again. */
  void awaitAudit() {
    long end = System.nanoTime() + TypedBytes.PATIENCE.toNanos();
    while (Files.notExists(folder.resolve("audit.jsonl"))) {
      assertThat(System.nanoTime()).as("no audit file is begun").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  Ssh ssh(TestPerson who, String name) {
    return gateway.ssh(who, name);
  }

  /** {@code ssh -J gateway NAME}. */
  Ssh through(TestPerson who, String name) {
    return gateway.through(who, name);
  }

  int port() {
    var words = gateway.ssh("any").words();
    return Integer.parseInt(words.get(words.indexOf("-p") + 1));
  }

  long pid() {
    return gateway.pid();
  }

  Path state() {
    return folder.resolve("state");
  }

  /** How many are kept. */
  long recordings() throws IOException {
    return SoakSample.files(state().resolve("recordings")).size();
  }

  String metrics() {
    return RawHttp.ask(opsPort, "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  void quiet(boolean wanted) {
    guests.forEach(guest -> guest.quiet(wanted));
    passing.quiet(wanted);
  }

  /** Waits until nobody is there, nobody is on the way, and all is on disk. */
  void awaitNobody() {
    long end = System.nanoTime() + TypedBytes.PATIENCE.toNanos();
    var text = "";
    while (System.nanoTime() - end < 0) {
      text = metrics();
      if (GAUGE.matcher(text).results().allMatch(it -> Double.parseDouble(it.group(3)) == 0)) {
        return;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("somebody is still there:\n" + text);
  }

  /** Ends it; what it has logged, its traces of failures among it. */
  Ssh.Result stop() {
    return gateway.stop();
  }

  @Override
  public void close() {
    gateway.close();
    guests.forEach(SoakGuest::close);
    passing.close();
  }
}
