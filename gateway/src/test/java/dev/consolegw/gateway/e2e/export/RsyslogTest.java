package dev.consolegw.gateway.e2e.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.GatewayProcess;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import dev.consolegw.gateway.testing.farside.Qemu;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real rsyslog, which takes what consoles print and what people do over TLS. */
@Tag("slow")
@Timeout(300)
class RsyslogTest {
  /** What may be one line, and what rsyslog is told to take. */
  private static final String LONG = "x".repeat(16_000);

  @TempDir private Path folder;
  private Path certificate;
  private Path key;
  private Path taken;
  private int port;

  @BeforeEach
  void prepare() {
    certificate = folder.resolve("cert.pem");
    key = folder.resolve("key.pem");
    taken = folder.resolve("taken");
    port = Qemu.freePort();
    Program.run(
        ("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=logs"
                + " -addext subjectAltName=IP:127.0.0.1 -keyout %s -out %s")
            .formatted(key, certificate)
            .split(" "));
  }

  private Program rsyslog() throws IOException {
    var settings =
        Files.writeString(
            folder.resolve("rsyslog.conf"),
            """
            global(maxMessageSize="64k" workDirectory="%1$s"
              defaultNetstreamDriver="gtls" defaultNetstreamDriverCAFile="%2$s"
              defaultNetstreamDriverCertFile="%2$s" defaultNetstreamDriverKeyFile="%3$s")
            module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1"
              streamDriver.authMode="anon")
            input(type="imtcp" address="127.0.0.1" port="%4$d")
            template(name="parts" type="string"
              string="%%syslogfacility-text%% %%syslogseverity-text%% %%hostname%% %%app-name%% %%msgid%% %%msg%%\\n")
            action(type="omfile" file="%5$s" template="parts")
            """
                .formatted(folder, certificate, key, port, taken));
    var program = Program.start(List.of("rsyslogd", "-n", "-i", "NONE", "-f", settings.toString()));
    while (!listens()) {
      assertThat(program.handle().isAlive()).as(program.err().soFar()).isTrue();
      assertThat(program.err().soFar()).isEmpty();
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    return program;
  }

  private boolean listens() {
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private GatewayProcess gateway(FakeGuest guest) throws IOException {
    Files.writeString(
        folder.resolve("console-gw.yaml"),
        """
        state: "%1$s/state"
        ssh: { listen: "127.0.0.1:0", login-grace: 2m }
        history: { capture: always }
        users: { alice: { keys: ["%2$s"] } }
        rules: [{ users: [alice], consoles: ["lab/*"], right: manage }]
        audit: { syslog: { to: "tls://127.0.0.1:%3$d", ca: "%4$s" } }
        export: { siem: { to: "syslog+tls://127.0.0.1:%3$d", ca: "%4$s" } }
        consoles:
          lab/web1: { address: "%5$s" }
        """
            .formatted(folder, TestPerson.ALICE.publicKey(), port, certificate, guest.address()));
    return GatewayProcess.on(folder);
  }

  private void awaitTaken(String pattern) throws IOException {
    while (!Files.exists(taken)
        || Files.readAllLines(taken).stream().noneMatch(line -> line.matches(pattern))) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private static String line(String text) {
    return "local0 info web1 console-gw line \\{.*\"console\":\"file/lab/web1:0\".*\"text\":\""
        + text
        + "\"}";
  }

  @Test
  void whatConsolesPrintAndWhatPeopleDoArrivesAlsoAfterItWasKilled() throws Exception {
    var rsyslog = rsyslog();
    try (var guest = FakeGuest.tcp();
        var gateway = gateway(guest)) {
      guest.print("one\r\n" + LONG + "\r\n");
      assertThat(gateway.ssh("").command("list").run().exitCode()).isZero();

      awaitTaken(line("one"));
      awaitTaken(line(LONG));
      awaitTaken("audit info \\S+ console-gw signed-in \\{.*\"person\":\"alice\".*}");
      awaitTaken("audit info \\S+ console-gw command \\{.*\"list\".*}");

      rsyslog.signal("KILL");
      rsyslog.result();
      guest.print("while it was away\r\n");
      try (var again = rsyslog()) {
        awaitTaken(line("while it was away"));
        assertThat(gateway.ssh("web1").command("status").run().exitCode()).isZero();
        awaitTaken("audit info \\S+ console-gw command \\{.*\"status\".*}");
        assertThat(again.handle().isAlive()).isTrue();
      }
    } finally {
      rsyslog.close();
    }
  }
}
