package dev.consolegw.gateway.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.authz.Right;
import dev.consolegw.gateway.console.Stage;
import dev.consolegw.gateway.event.SessionEvent;
import dev.consolegw.gateway.event.ShellEvent;
import dev.consolegw.gateway.ops.audit.sink.AuditOutlet;
import dev.consolegw.gateway.ops.audit.sink.AuditSink;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.testing.Grants;
import dev.consolegw.gateway.testing.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which lines are written of those that somebody can cause again and again, and whose they are. */
class AuditTrailTest {
  private static final Session EVE = session("eve");
  private static final Session BOB = session("bob");
  private static final int MANY = 2_000;

  private final ManualClock clock = new ManualClock();
  private final Sink sink = new Sink();
  private final AuditOutlet outlet = new AuditOutlet("test", sink, clock);
  private final AuditTrail trail =
      new AuditTrail(
          new AuditTrail.Named("gw1", "r"), clock, List.of(outlet), _ -> Optional.empty());

  private static final class Sink implements AuditSink {
    private final List<Entry> written = new CopyOnWriteArrayList<>();

    private final Semaphore held = new Semaphore(0);
    private volatile boolean holds;

    @Override
    public void write(Entry entry) {
      if (holds) {
        held.acquireUninterruptibly();
      }
      written.add(entry);
    }

    @Override
    public void close() {}
  }

  @AfterEach
  void close() throws IOException {
    trail.close();
  }

  private static Session session(String person) {
    return new Session(person, Grants.identity(person), Grants.from("192.0.2.7"), Instant.EPOCH);
  }

  private static AuditEvent refused(Session session, String kind, String wanted) {
    return new AuditEvent.Refused(
        session,
        new AuditEvent.Wanted(kind, wanted, Optional.empty()),
        ExitCode.NO_CONSOLE,
        "none");
  }

  private static AuditEvent atConsole(Session session) {
    var grant = Grants.grant(session.id(), Right.WATCH, Stage.SERVER);
    var ending = SessionEnd.now(ExitCode.NOT_ALLOWED, "no");
    return new AuditEvent.Happened(new SessionEvent.Refused(Stage.ID, session, grant, ending));
  }

  private static AuditEvent shell(Session session) {
    var grant = Grants.grant(session.id(), Right.WATCH, Stage.SERVER);
    return new AuditEvent.Happened(
        new ShellEvent.Refused(Stage.ID, session, grant, ExitCode.NOT_ALLOWED, "no"));
  }

  private static AuditEvent port(Session session, int number) {
    return new AuditEvent.Happened(
        new ShellEvent.PortRefused(
            Stage.ID,
            session,
            Grants.grant(session.id(), Right.WATCH, Stage.SERVER),
            "host" + number,
            80,
            ShellEvent.Direction.OUT,
            ExitCode.NOT_ALLOWED,
            "no"));
  }

  private void many(IntFunction<AuditEvent> events) {
    for (int i = 0; i < MANY; i++) {
      trail.record(events.apply(i));
    }
  }

  private List<JsonNode> lines(String person) {
    outlet.drain(Duration.ofMinutes(1));
    return sink.written.stream()
        .map(entry -> parse(entry.json()))
        .filter(line -> line.get("person").textValue().equals(person))
        .toList();
  }

  private static JsonNode parse(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (JsonProcessingException garbled) {
      throw new IllegalArgumentException(line, garbled);
    }
  }

  @Test
  void whoeverIsRefusedAgainAndAgainHasTenLinesAMinuteOfAKindAndOthersHaveTheirs() {
    many(i -> refused(EVE, "console", "nosuch" + i));
    many(i -> refused(EVE, "jump", "nosuch" + i));
    many(i -> port(EVE, i));
    many(_ -> atConsole(EVE));
    many(_ -> shell(EVE));
    trail.record(refused(BOB, "console", "nosuch"));
    trail.record(refused(BOB, "jump", "nosuch"));
    trail.record(port(BOB, 1));
    trail.record(atConsole(BOB));
    trail.record(shell(BOB));

    assertThat(lines("eve")).hasSize(5 * RefusalRate.LINES);
    assertThat(lines("bob")).hasSize(5).allMatch(line -> line.get("times").intValue() == 1);
  }

  @Test
  void theFirstLineAfterAMinuteSaysHowManyWereLeftOut() {
    many(i -> refused(EVE, "console", "nosuch" + i));
    clock.advance(Duration.ofMinutes(1));
    trail.record(refused(EVE, "console", "again"));

    var told = lines("eve");
    assertThat(told).hasSize(RefusalRate.LINES + 1);
    assertThat(told.getLast().get("times").intValue()).isEqualTo(MANY - RefusalRate.LINES + 1);
  }

  /** Nobody else, and the gateway is ready: else anybody could have it refuse all. */
  @Test
  void whoeverHasTooManyLinesWaitingIsOnRecordNoMoreForNow() {
    sink.holds = true;
    var long1 = "x".repeat(1000);
    for (int i = 0; i < MANY; i++) {
      trail.record(new AuditEvent.Command(EVE, long1, long1, long1));
    }
    assertThat(trail.isWritable(EVE.identity())).isFalse();
    assertThat(trail.isWritable(BOB.identity())).isTrue();
    assertThat(trail.isWritable()).isTrue();
    sink.held.release(MANY);
    outlet.drain(Duration.ofMinutes(1));

    assertThat(trail.isWritable(EVE.identity())).isTrue();
  }

  @Test
  void aLineKnowsWhoseItIs() {
    trail.record(new AuditEvent.Stopped());
    trail.record(new AuditEvent.ProxyRefused("192.0.2.0/24", "no proxy that is trusted"));
    trail.record(
        new AuditEvent.NotSignedIn(
            EVE.origin(), new AuditEvent.Attempt("root", List.of(), 0, List.of(), "left")));
    trail.record(refused(EVE, "console", "nosuch"));
    outlet.drain(Duration.ofMinutes(1));

    assertThat(sink.written.stream().map(AuditSink.Entry::whose))
        .containsExactly("", "192.0.2.0/24", "192.0.2.7", "file:eve");
  }
}
