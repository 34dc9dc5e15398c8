package dev.consolegw.gateway.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Right;
import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.event.GatewayEvent;
import dev.consolegw.gateway.event.ShellEvent;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.testing.Grants;
import dev.consolegw.gateway.testing.LoggedLines;
import dev.consolegw.gateway.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is done in guests, as the audit log says it. */
class ShellAuditTest {
  private static final ConsoleId WEB1 = Stage.ID;
  private static final Session SESSION =
      new Session("00002a", Grants.identity("alice"), Grants.from("192.0.2.7"), Instant.EPOCH);
  private static final Grant GRANT = Grants.grant("alice", Right.WRITE, Stage.SERVER);

  private static List<String> lines(GatewayEvent... events) {
    try (var log = LoggedLines.of("audit")) {
      var audit = new AuditLog(new ManualClock(), () -> true);
      for (var event : events) {
        audit.heard(event);
      }
      return List.copyOf(log.lines());
    }
  }

  private static String line(GatewayEvent event) {
    return String.join("\n", lines(event));
  }

  @Test
  void eachEventIsOneLineWithItsKeys() {
    var who =
        "session=00002a user=file:alice key=%s from=192.0.2.7 connection=1 owners=file:alice"
            .formatted(SESSION.identity().credential().auditName());

    assertThat(
            line(new ShellEvent.Began(WEB1, SESSION, GRANT, "root", ShellEvent.How.ALREADY_OPEN)))
        .isEqualTo(
            "event=shell-began console=file/lab/web1:0 " + who + " account=root how=already-open");
    assertThat(line(new ShellEvent.Ended(WEB1, SESSION, "")))
        .isEqualTo("event=shell-ended console=file/lab/web1:0 session=00002a why=\"\"");
    assertThat(line(new ShellEvent.CommandBegan(WEB1, SESSION, GRANT, 7, "", "uname -a")))
        .isEqualTo(
            "event=shell-command console=file/lab/web1:0 "
                + who
                + " command=7 account=\"\" line=\"uname -a\"");
    assertThat(line(ended(new ShellEvent.Outcome.Exited(3))))
        .isEqualTo(
            "event=shell-command-ended console=file/lab/web1:0 session=00002a command=7 exit=3"
                + " why=\"\" in=1 out=104 ms=200");
    assertThat(line(ended(new ShellEvent.Outcome.Stopped("SIGKILL"))))
        .contains(" command=7 exit=none why=SIGKILL in=1 ");
  }

  @Test
  void aConnectionAndAPortThatIsListenedAtHaveABeginningAndAnEnd() {
    var who =
        "session=00002a user=file:alice key=%s from=192.0.2.7 connection=1 owners=file:alice"
            .formatted(SESSION.identity().credential().auditName());
    var out = ShellEvent.Direction.OUT;

    assertThat(
            lines(
                new ShellEvent.PortOpened(WEB1, SESSION, GRANT, 8, "10.0.0.5", 80, out),
                new ShellEvent.Forwarded(WEB1, SESSION, 8, "10.0.0.5", 80, out, 12, 34),
                new ShellEvent.Listening(WEB1, SESSION, GRANT, 9, "", 8080),
                new ShellEvent.ListeningEnded(WEB1, SESSION, 9, "", 8080)))
        .containsExactly(
            "event=shell-port-opened console=file/lab/web1:0 "
                + who
                + " number=8 host=10.0.0.5 port=80 direction=out",
            "event=shell-forwarded console=file/lab/web1:0 session=00002a number=8 host=10.0.0.5"
                + " port=80 direction=out in=12 out=34",
            "event=shell-listening console=file/lab/web1:0 "
                + who
                + " number=9 host=\"\" port=8080",
            "event=shell-listening-ended console=file/lab/web1:0 session=00002a number=9 host=\"\""
                + " port=8080");
  }

  @Test
  void portsThatAreRefusedAreALineEachAndNotAFloodNorTakeThoseOfOthers() {
    var audited = new ArrayList<GatewayEvent>();
    var bob =
        new Session("00002b", Grants.identity("bob"), Grants.from("192.0.2.8"), Instant.EPOCH);
    for (int port = 1; port <= 500; port++) {
      for (int i = 0; i < 2; i++) {
        audited.add(
            new ShellEvent.PortRefused(
                WEB1,
                SESSION,
                GRANT,
                "a\nb",
                port,
                ShellEvent.Direction.OUT,
                ExitCode.NOT_ALLOWED,
                "no"));
      }
    }
    audited.add(
        new ShellEvent.PortRefused(
            WEB1,
            bob,
            Grants.grant("bob", Right.WRITE, Stage.SERVER),
            "c",
            1,
            ShellEvent.Direction.OUT,
            ExitCode.NOT_ALLOWED,
            "no"));

    var told = lines(audited.toArray(GatewayEvent[]::new));
    assertThat(told).hasSize(RefusalRate.LINES + 1);
    assertThat(told.getLast()).contains(" user=file:bob ", " host=c port=1 ", " times=1 ");
    assertThat(told)
        .first()
        .asString()
        .contains(" user=file:alice ")
        .startsWith("event=shell-port-refused console=file/lab/web1:0 session=00002a ")
        .endsWith(" host=\"a\\\\x0ab\" port=1 direction=out exit=77 times=1 omitted=0 why=no");
  }

  private static GatewayEvent ended(ShellEvent.Outcome outcome) {
    return new ShellEvent.CommandEnded(WEB1, SESSION, 7, outcome, 1, 104, Duration.ofMillis(200));
  }

  @Test
  void whatIsRefusedAgainAndAgainIsOneLine() {
    var refused =
        new ShellEvent.Refused(WEB1, SESSION, GRANT, ExitCode.TRY_AGAIN, "the seat is taken");

    assertThat(lines(refused, refused, refused))
        .singleElement()
        .asString()
        .startsWith("event=shell-refused console=file/lab/web1:0 session=00002a ")
        .endsWith(" exit=75 times=1 why=\"the seat is taken\"");
  }

  @Test
  void aCommandLineCannotForgeALine() {
    var forged = "x\nevent=shell-began console=y\u202e\033[2J\" line=z";

    assertThat(line(new ShellEvent.CommandBegan(WEB1, SESSION, GRANT, 7, "root\r", forged)))
        .doesNotContain("\n", "\r", "\033", "\u202e")
        .contains("line=\"x\\\\x0aevent=shell-began console=y")
        .contains("\\\" line=z\"");
  }
}
