package dev.consolegw.gateway.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Credential;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Right;
import dev.consolegw.authz.SshKey;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.event.ConsoleEvent;
import dev.consolegw.gateway.event.FileEvent;
import dev.consolegw.gateway.event.GatewayEvent;
import dev.consolegw.gateway.event.SessionEvent;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.session.Traffic;
import dev.consolegw.gateway.testing.Grants;
import dev.consolegw.gateway.testing.LoggedLines;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AuditLogTest {
  private static final ConsoleId WEB1 = new ConsoleId("file", "lab/web1", "0");
  private static final ConsoleRef SERVER =
      new ConsoleRef("file", "lab", "lab/web1", "web1", Map.of());
  private static final Identity SHARED =
      new Identity(
          new Credential.Key(SshKey.of("ssh-ed25519", new byte[] {1, 2, 3})),
          Set.of(new Person("file", "bob"), new Person("file", "alice")));
  private static final Session SESSION =
      new Session("00002a", SHARED, Grants.from("192.0.2.7"), Instant.EPOCH);

  private static String line(GatewayEvent event) {
    try (var log = LoggedLines.of("audit")) {
      new AuditLog(java.time.InstantSource.system(), () -> true).heard(event);
      return String.join("\n", log.lines());
    }
  }

  @Test
  void eachEventIsOneLineWithItsKeys() {
    var grant = Grants.grant("alice", Right.WRITE, SERVER);
    var who =
        "session=00002a user=file:alice key=SHA256:A5BYxvLAy0ksUzsKTRTvd8wPeKvMztUofYShogEc+4E"
            + " from=192.0.2.7 connection=1 owners=file:alice,file:bob";
    var why = Reason.of(Reason.Kind.ENDED, "the guest stopped");

    assertThat(line(new ConsoleEvent.Connected(WEB1)))
        .isEqualTo("event=connected console=file/lab/web1:0");
    assertThat(line(new ConsoleEvent.DialFailed(WEB1, 3, why)))
        .isEqualTo(
            "event=dial-failed console=file/lab/web1:0 attempt=3 reason=\"the guest stopped\"");
    assertThat(line(new ConsoleEvent.Disconnected(WEB1, why)))
        .isEqualTo("event=disconnected console=file/lab/web1:0 reason=\"the guest stopped\"");
    assertThat(line(new SessionEvent.Attached(WEB1, SESSION, grant, Role.WRITE)))
        .isEqualTo("event=attached console=file/lab/web1:0 " + who + " role=write");
    assertThat(line(new SessionEvent.Seated(WEB1, SESSION, grant)))
        .isEqualTo("event=seated console=file/lab/web1:0 " + who);
    assertThat(line(new SessionEvent.Joined(WEB1, SESSION, grant)))
        .isEqualTo("event=joined console=file/lab/web1:0 " + who);
    assertThat(line(new SessionEvent.Unseated(WEB1, SESSION, grant)))
        .isEqualTo("event=unseated console=file/lab/web1:0 " + who);
    var other = new Session("000007", SHARED, Grants.from("192.0.2.9"), Instant.EPOCH);
    assertThat(line(new SessionEvent.SentAway(WEB1, other, SESSION, grant)))
        .isEqualTo("event=sent-away console=file/lab/web1:0 " + who + " whom=000007");
    assertThat(line(new ConsoleEvent.Cleaned(WEB1, grant.person())))
        .isEqualTo("event=cleaned console=file/lab/web1:0 after=file:alice");
    assertThat(line(new FileEvent.FilesOpened(WEB1, SESSION, grant)))
        .isEqualTo("event=files-opened console=file/lab/web1:0 " + who);
    assertThat(
            line(
                new FileEvent.FilesClosed(
                    WEB1, SESSION, grant, 3456, new TreeMap<>(), Optional.empty(), "")))
        .isEqualTo("event=files-closed console=file/lab/web1:0 " + who + " out=3456");
    assertThat(line(new SessionEvent.Sent(WEB1, SESSION, "break")))
        .isEqualTo("event=sent console=file/lab/web1:0 session=00002a what=break");
    assertThat(
            line(
                new SessionEvent.Detached(
                    WEB1,
                    SESSION,
                    grant,
                    new Traffic(12, 3456),
                    SessionEnd.now(ExitCode.TRY_AGAIN, "kicked"))))
        .isEqualTo("event=detached console=file/lab/web1:0 " + who + " in=12 out=3456 exit=75");
  }

  @Test
  void foreignNamesCannotForgeALine() {
    var console = new ConsoleId("cloud", "web1\nevent=attached console=x", "0\u202e");
    var why = Reason.of(Reason.Kind.REFUSED, "no\" exit=0\r\nforged \033[2J");

    assertThat(line(new ConsoleEvent.DialFailed(console, 1, why)))
        .isEqualTo(
            "event=dial-failed console=\"cloud/web1\\\\x0aevent=attached console=x:0\\\\u{202e}\""
                + " attempt=1 reason=\"no\\\" exit=0\\\\x0d\\\\x0aforged \\\\x1b[2J\"");
  }
}
