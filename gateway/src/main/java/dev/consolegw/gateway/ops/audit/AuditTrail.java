package dev.consolegw.gateway.ops.audit;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.LogRateLimit;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.event.SessionEvent;
import dev.consolegw.gateway.event.ShellEvent;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.ops.audit.sink.AuditOutlet;
import dev.consolegw.gateway.ops.audit.sink.AuditSink;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Session;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit as lines of JSON, each a whole object, to every place that the settings name. Any
 * thread: whoever has something to tell makes the line, and does not wait for it.
 */
public final class AuditTrail implements Audit {
  /** The version of the form of lines: another one when a key means something else. */
  static final int VERSION = 1;

  /** How long the end waits for what is queued. */
  static final Duration AT_EXIT = Duration.ofSeconds(2);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final Logger log = LoggerFactory.getLogger(AuditTrail.class);

  private final Named named;
  private final InstantSource clock;
  private final List<AuditOutlet> outlets;
  private final AuditLines lines;
  private final LogRateLimit<String> often;
  private final RefusalRate refusals;
  private final AtomicLong count = new AtomicLong();

  /**
   * Who writes.
   *
   * @param gateway the name of the machine
   * @param run tells this start of the gateway from all others
   */
  record Named(String gateway, String run) {
    /** A new start. */
    static Named start(String gateway) {
      return new Named(gateway, "%016x".formatted(ThreadLocalRandom.current().nextLong()));
    }
  }

  /**
   * Writes at once.
   *
   * @param clock the time of day
   * @param servers what is known of a console's server; asks nobody
   */
  AuditTrail(
      Named named,
      InstantSource clock,
      List<AuditOutlet> outlets,
      Function<ConsoleId, Optional<ConsoleRef>> servers) {
    this.named = named;
    this.clock = clock;
    this.outlets = List.copyOf(outlets);
    this.lines = new AuditLines(servers);
    this.often = new LogRateLimit<>(clock, LogRateLimit.Bounds.ONCE_A_MINUTE);
    this.refusals = new RefusalRate(clock);
    this.outlets.forEach(AuditOutlet::start);
  }

  @Override
  public void record(AuditEvent event) {
    try {
      lines.of(event).flatMap(line -> rated(event, line)).ifPresent(this::write);
    } catch (RuntimeException bug) {
      Uncaught.pass(bug);
      log.error("event=audit-fault kind={}", event.getClass().getSimpleName(), bug);
      outlets.forEach(AuditOutlet::lose);
    }
  }

  /** A key can be held down, and who is refused may ask again and again. */
  private Optional<AuditLine> rated(AuditEvent event, AuditLine line) {
    return switch (event) {
      case AuditEvent.Happened(SessionEvent.Used(var console, var session, var what)) ->
          once("%s %s %s".formatted(session.id(), what, console), line);
      case AuditEvent.Happened(SessionEvent.Refused(_, var session, _, var ending)) ->
          refused(session, "console", ending.code(), line);
      case AuditEvent.Happened(ShellEvent.Refused refused) ->
          refused(refused.session(), "", refused.code(), line);
      case AuditEvent.Happened(ShellEvent.PortRefused refused) ->
          refused(refused.session(), "", refused.code(), line);
      case AuditEvent.Refused(var session, var wanted, var code, _) ->
          refused(session, wanted.kind(), code, line);
      default -> Optional.of(line);
    };
  }

  private Optional<AuditLine> refused(Session session, String kind, ExitCode exit, AuditLine line) {
    return refusals
        .take(session, line.code(), kind, exit)
        .map(before -> line.number("times", before.same() + 1));
  }

  private Optional<AuditLine> once(String subject, AuditLine line) {
    return often.take(Subject.of(subject)).map(before -> line.number("times", before.same() + 1));
  }

  private void write(AuditLine line) {
    var code = line.code();
    var first = new LinkedHashMap<String, Object>();
    var time = TIME.format(clock.instant());
    first.put("v", VERSION);
    first.put("time", time);
    first.put("event", code.word());
    first.put("code", code.code());
    first.put("uid", named.run() + '-' + count.incrementAndGet());
    first.put("gw", named.gateway());
    var entry =
        new AuditSink.Entry(time, code.word(), line.warns(), line.json(first), line.whose());
    outlets.forEach(outlet -> outlet.offer(entry));
  }

  @Override
  public boolean isWritable() {
    return outlets.stream().allMatch(AuditOutlet::isWritable);
  }

  @Override
  public boolean isWritable(Identity who) {
    var whose = AuditLine.whose(who);
    return outlets.stream().allMatch(outlet -> outlet.isWritable(whose));
  }

  @Override
  public long lost() {
    return outlets.stream().mapToLong(AuditOutlet::lost).sum();
  }

  @Override
  public void reopen() {
    outlets.forEach(AuditOutlet::reopen);
  }

  /** Writes what waits, {@link #AT_EXIT} at most, and ends. */
  @Override
  public void close() throws IOException {
    long until = System.nanoTime() + AT_EXIT.toNanos();
    outlets.forEach(
        outlet -> outlet.drain(Duration.ofNanos(Math.max(0, until - System.nanoTime()))));
    for (var outlet : outlets) {
      outlet.close();
    }
  }
}
