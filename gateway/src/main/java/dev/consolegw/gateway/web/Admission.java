package dev.consolegw.gateway.web;

import dev.consolegw.authz.LogRateLimit;
import dev.consolegw.gateway.access.Pass;
import dev.consolegw.gateway.access.Tickets;
import dev.consolegw.gateway.net.http.HttpRequest;
import dev.consolegw.gateway.ops.audit.Audit;
import dev.consolegw.gateway.ops.audit.AuditEvent;
import dev.consolegw.gateway.session.Origin;
import dev.consolegw.gateway.terminal.Printable;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out as whom a request comes: by a ticket, or by the cookie that a browser got for one. The
 * pages of others get nothing, whatever they show. Any thread; nothing waits.
 */
record Admission(Tickets tickets, Origins origins, Audit audit, LogRateLimit<String> lines) {
  private static final Logger log = LoggerFactory.getLogger(Admission.class);

  Admission(Tickets tickets, Origins origins, Audit audit) {
    this(
        tickets,
        origins,
        audit,
        new LogRateLimit<>(InstantSource.system(), LogRateLimit.Bounds.STRANGERS));
  }

  /** The same with other pages that may come. */
  Admission with(Origins others) {
    return new Admission(tickets, others, audit, lines);
  }

  /** What it has found. */
  sealed interface Found {
    /** One with a ticket. */
    record ByTicket(Tickets.Used ticket) implements Found {}

    /** One with a cookie. */
    record ByCookie(Pass pass) implements Found {}

    /** One with neither. */
    record Nobody() implements Found {}

    /** One who shows what opens nothing here, or comes from a page of others. */
    record Refused() implements Found {}
  }

  /**
   * Looks.
   *
   * @param cookies by whose names it may come, if any
   * @param fits whether it is for what is asked
   */
  Found look(HttpRequest request, List<String> cookies, Predicate<Pass> fits) {
    boolean welcome = origins.admit(request);
    var ticket = request.ticket();
    if (ticket.isPresent()) {
      // It is used up, whoever has shown it where.
      var used = tickets.use(ticket.get()).filter(it -> fits.test(it.pass()));
      return welcome && used.isPresent() ? new Found.ByTicket(used.get()) : new Found.Refused();
    }
    if (!welcome) {
      return new Found.Refused();
    }
    return cookie(request, cookies, fits)
        .<Found>map(Found.ByCookie::new)
        .orElse(new Found.Nobody());
  }

  /** Notes that somebody was refused; nothing of what they have shown. */
  void refused(Origin from) {
    lines
        .take(from.address())
        .ifPresent(omitted -> {
          audit.record(new AuditEvent.TicketRefused(from, omitted.all()));
          log.info(
              "event=ticket-refused address={} {} omitted={}", from.address(), from, omitted.all());
        });
  }

  /** Notes that somebody came by a ticket. */
  void admitted(Origin from, Pass pass) {
    audit.record(new AuditEvent.TicketUsed(from, pass.identity(), pass.subject()));
    log.info(
        "event=ticket-used address={} {} key={} console={}",
        from.address(),
        from,
        pass.identity().credential().auditName(),
        Printable.of(pass.subject()).asValue());
  }

  private Optional<Pass> cookie(HttpRequest request, List<String> cookies, Predicate<Pass> fits) {
    return cookies.stream()
        .flatMap(name -> request.cookie(name).stream())
        .flatMap(value -> tickets.visitor(value).stream())
        .filter(fits)
        .findFirst();
  }
}
