package dev.consolegw.gateway.web;

import dev.consolegw.authz.LogRateLimit;
import dev.consolegw.config.value.WebUrl;
import dev.consolegw.gateway.access.Pass;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.access.Tickets;
import dev.consolegw.gateway.budget.Budget;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.front.SessionRouter;
import dev.consolegw.gateway.net.http.HttpAnswer;
import dev.consolegw.gateway.net.http.HttpRequest;
import dev.consolegw.gateway.net.websocket.ServerUpgrade;
import dev.consolegw.gateway.ops.audit.Audit;
import dev.consolegw.gateway.ops.audit.AuditEvent;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Origin;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.web.http.HttpConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what clients ask. Who they are is found out on the reader's thread; all else, which may
 * wait, is done on virtual threads, and so much of one person's at a time.
 */
final class Requests {
  /** Requests of one person that are answered at a time, beside their consoles. */
  static final int OF_ONE = 16;

  /** Of a page with the list that only stays open, a line in so long. */
  private static final LogRateLimit.Bounds LISTED =
      new LogRateLimit.Bounds(1, Duration.ofMinutes(10), Integer.MAX_VALUE);

  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final Logger log = LoggerFactory.getLogger(Requests.class);

  private final Services services;
  private final ConsoleOpening consoles;
  private final LogRateLimit<String> refreshes = new LogRateLimit<>(InstantSource.system(), LISTED);
  private final LogRateLimit<String> limits =
      new LogRateLimit<>(InstantSource.system(), LogRateLimit.Bounds.ONCE_A_MINUTE);
  private final Budget requests = new Budget(new Budget.Limits(1, OF_ONE, Budget.Limits.NONE));

  /**
   * What it works with.
   *
   * @param tasks virtual threads
   */
  record Services(
      SessionRouter router, Tickets tickets, Pages pages, Cookies cookies, Executor tasks) {}

  /** One that has asked something. */
  record Asker(HttpConnection client, HttpRequest request, Origin origin, Admission admission) {
    void answer(HttpAnswer with) {
      client.answer(with);
    }
  }

  Requests(Services services, ConsoleOpening consoles) {
    this.services = services;
    this.consoles = consoles;
  }

  /** Answers, sooner or later. On the reader's thread. */
  void answer(Asker asker) {
    var request = asker.request();
    switch (Route.of(request.path())) {
      case Route.ToolSocket(var server) -> socket(asker, server);
      case Route.PageSocket(var project, var server) -> pageSocket(asker, project, server);
      case Route.Page(var project, var server) -> page(asker, project, server);
      case Route.ListPage() -> listPage(asker);
      case Route.ListData() -> listData(asker);
      case Route.Asset(var file) -> {
        if (allows(asker, READING)) {
          asker.answer(services.pages().asset(request, file));
        }
      }
      case Route.Nowhere() ->
          asker.answer(
              Answers.sentence(
                  request, 404, "there is nothing here; `ssh NAME@gateway url` prints a link"));
    }
  }

  private static boolean allows(Asker asker, Set<String> methods) {
    boolean allowed = methods.contains(asker.request().method());
    if (!allowed) {
      asker.answer(
          Answers.sentence(asker.request(), 405, "this is not answered to that method")
              .with("Allow", String.join(", ", methods.stream().sorted().toList())));
    }
    return allowed;
  }

  // --- websockets -------------------------------------------------------------------------------

  private void socket(Asker asker, String server) {
    var port = port(asker);
    Predicate<Pass> fits =
        pass ->
            switch (pass) {
              case Pass.OfConsole one ->
                  one.naming().has(server) && (port.isEmpty() || port.equals(one.port()));
              case Pass.OfList _ -> true;
            };
    socket(asker, fits, List.of(), new Visitor.Meant(Optional.empty(), server, port));
  }

  private void pageSocket(Asker asker, String project, String server) {
    var meant = new Visitor.Meant(Optional.of(project), server, port(asker));
    var names = List.of(services.cookies().console(meant.port()), services.cookies().list());
    socket(asker, meant::isOf, names, meant);
  }

  private static Optional<String> port(Asker asker) {
    return Optional.ofNullable(asker.request().query().get(Visitor.PORT));
  }

  private void socket(
      Asker asker, Predicate<Pass> fits, List<String> cookies, Visitor.Meant meant) {
    if (!allows(asker, Set.of("GET"))) {
      return;
    }
    var upgrade = ServerUpgrade.of(asker.request().headers());
    if (upgrade.isEmpty()) {
      asker.answer(
          Answers.sentence(asker.request(), 426, "a console is opened by a websocket of version 13")
              .with("Upgrade", "websocket")
              .with("Sec-WebSocket-Version", ServerUpgrade.VERSION));
      return;
    }
    var subject = new WebConsole.Subject(asker.request(), meant.server(), meant.name());
    switch (asker.admission().look(asker.request(), cookies, fits)) {
      case Admission.Found.ByTicket(var ticket) ->
          open(
              asker,
              admitted(asker, ticket),
              new ConsoleOpening.Wish(asker.client(), upgrade.get(), subject, false),
              meant);
      case Admission.Found.ByCookie(var pass) -> {
        // A page says where it comes from; who does not could be anybody's with a stolen cookie.
        if (asker.request().header("origin").isEmpty()) {
          refused(asker);
          return;
        }
        open(
            asker,
            pass,
            new ConsoleOpening.Wish(asker.client(), upgrade.get(), subject, true),
            meant);
      }
      case Admission.Found.Nobody() -> nobody(asker, "a console needs a ticket");
      case Admission.Found.Refused() -> refused(asker);
    }
  }

  private void open(Asker asker, Pass pass, ConsoleOpening.Wish wish, Visitor.Meant meant) {
    later(asker, pass, visitor -> consoles.open(wish, visitor, meant::of));
  }

  // --- pages ------------------------------------------------------------------------------------

  private void page(Asker asker, String project, String server) {
    var meant = new Visitor.Meant(Optional.of(project), server, port(asker));
    var names = List.of(services.cookies().console(meant.port()), services.cookies().list());
    // A ticket for the list is one for the list's own page.
    Predicate<Pass> fits =
        pass ->
            meant.isOf(pass)
                && (asker.request().ticket().isEmpty() || pass instanceof Pass.OfConsole);
    page(
        asker,
        names,
        fits,
        visitor -> {
          var _ = meant.of(visitor);
          asker.answer(Answers.page(services.pages().console().orElseThrow()));
        });
  }

  private void listPage(Asker asker) {
    page(
        asker,
        List.of(services.cookies().list()),
        Pass.OfList.class::isInstance,
        visitor -> {
          if (asker.request().method().equals("GET")) {
            listed(visitor, refreshes.take(tab(asker, visitor)).map(it -> it.same()).orElse(0L));
          }
          asker.answer(Answers.page(services.pages().list().orElseThrow()));
        });
  }

  /** What is done for a visitor, and may wait. */
  private interface Work {
    void run(Visitor visitor) throws Refusal;
  }

  private void page(Asker asker, List<String> cookies, Predicate<Pass> fits, Work show) {
    var request = asker.request();
    if (!allows(asker, Set.of("GET", "HEAD", "DELETE"))) {
      return;
    }
    if (!services.pages().areThere()) {
      asker.answer(
          Answers.sentence(
              request,
              404,
              "this build of the gateway has no page for browsers; for programs, `ssh"
                  + " NAME@gateway url --websocket` prints an address"));
      return;
    }
    switch (asker.admission().look(withoutTicket(request), cookies, fits)) {
      case Admission.Found.ByTicket(var ticket) ->
          later(
              asker,
              admitted(asker, ticket),
              visitor -> {
                if (visitor.pass() instanceof Pass.OfConsole one) {
                  var _ = visitor.open(Optional.empty(), one.naming().server(), one.port());
                }
                onTo(asker, ticket);
              });
      case Admission.Found.ByCookie(var pass) -> {
        if (request.method().equals("DELETE")) {
          leave(asker, pass);
        } else {
          later(asker, pass, show);
        }
      }
      case Admission.Found.Nobody() -> nobody(asker, "this page needs a link of your own");
      case Admission.Found.Refused() -> refused(asker);
    }
  }

  /** Whoever only looks whether a link leads somewhere does not use it up. */
  private static HttpRequest withoutTicket(HttpRequest request) {
    return request.method().equals("GET")
        ? request
        : new HttpRequest(request.method(), request.path(), Map.of(), request.headers());
  }

  private void onTo(Asker asker, Tickets.Used ticket) {
    var query = new StringBuilder();
    asker
        .request()
        .query()
        .forEach((name, value) -> {
          if (Visitor.OPTIONS.contains(name) || name.equals(Visitor.PORT)) {
            query.append(query.isEmpty() ? '?' : '&').append(name).append('=');
            query.append(WebUrl.segment(value));
          }
        });
    var cookies = services.cookies();
    var cookie = cookies.kept(ticket.pass(), services.tickets().cookie(ticket));
    asker.answer(Answers.onTo(asker.request(), cookies.path(ticket.pass()) + query, cookie));
  }

  private void leave(Asker asker, Pass pass) {
    var cookies = services.cookies();
    asker.request().cookie(cookies.of(pass)).ifPresent(services.tickets()::forget);
    audit().record(new AuditEvent.TicketForgotten(asker.origin(), pass.identity(), pass.subject()));
    asker.client().known();
    asker.answer(HttpAnswer.of(204).with("Set-Cookie", cookies.forgotten(pass)));
  }

  private void listData(Asker asker) {
    if (!allows(asker, Set.of("GET"))) {
      return;
    }
    var cookies = List.of(services.cookies().list());
    switch (asker.admission().look(asker.request(), cookies, Pass.OfList.class::isInstance)) {
      case Admission.Found.ByTicket(var ticket) ->
          later(
              asker,
              admitted(asker, ticket),
              visitor -> {
                listed(visitor, 0);
                list(asker, visitor);
              });
      case Admission.Found.ByCookie(var pass) ->
          later(
              asker,
              pass,
              visitor -> {
                var due = refreshes.take(tab(asker, visitor));
                due.ifPresent(before -> listed(visitor, before.same()));
                list(asker, visitor);
              });
      case Admission.Found.Nobody() -> nobody(asker, "the list needs a ticket");
      case Admission.Found.Refused() -> refused(asker);
    }
  }

  /** Pages of one person in one place, which ask again every few seconds while they are open. */
  private static String tab(Asker asker, Visitor visitor) {
    return visitor.pass().identity().credential().auditName() + ' ' + asker.origin().address();
  }

  private void listed(Visitor visitor, long before) {
    audit().record(new AuditEvent.Listed(visitor.caller().session(), "web", before + 1));
  }

  private void list(Asker asker, Visitor visitor) throws Refusal {
    var access = services.router().access();
    var text = access.list(visitor.caller(), servers -> ConsoleList.of(servers, access.consoles()));
    asker.answer(HttpAnswer.of(200, "application/json", text));
  }

  // --- whoever they are -------------------------------------------------------------------------

  private Audit audit() {
    return services.router().audit();
  }

  private static Pass admitted(Asker asker, Tickets.Used ticket) {
    asker.admission().admitted(asker.origin(), ticket.pass());
    return ticket.pass();
  }

  private void later(Asker asker, Pass pass, Work work) {
    asker.client().known();
    var share = requests.share(pass.identity());
    var _ = asker.client().closed().thenRun(share::close);
    if (!share.tryUse(1)) {
      limited(asker, pass);
      asker.answer(
          Answers.refused(
              asker.request(),
              ExitCode.TRY_AGAIN,
              "so many of your requests are under way that this one has to wait; try again"));
      return;
    }
    services
        .tasks()
        .execute(() -> {
          try {
            run(asker, work, Visitor.of(services.router(), pass, asker.origin()));
            if (!asker.client().isAnswered()) {
              share.close(); // what it has become, such as a console, is charged for by itself
            }
          } catch (RuntimeException | Error bug) {
            Uncaught.pass(bug);
            log.error("event=web-fault address={}", asker.origin().address(), bug);
            refuse(asker, SessionEnd.FAILED);
          }
        });
  }

  private void limited(Asker asker, Pass pass) {
    limits
        .take(pass.identity().credential().auditName())
        .ifPresent(before ->
            audit()
                .record(
                    new AuditEvent.LimitReached(
                        asker.origin(), pass.identity(), "web-requests", before.same() + 1)));
  }

  private void run(Asker asker, Work work, Visitor visitor) {
    try {
      work.run(visitor.reading(asker.request()).current());
    } catch (Refusal refusal) {
      onRecord(asker, visitor, refusal.ending());
      refuse(asker, refusal.ending());
    } catch (RuntimeException | Error bug) {
      onRecord(asker, visitor, SessionEnd.FAILED);
      throw bug;
    }
  }

  private void onRecord(Asker asker, Visitor visitor, SessionEnd why) {
    var kind = asker.request().header("upgrade").isPresent() ? "console" : "page";
    services.router().refused(visitor.caller(), visitor.wanted(kind, asker.request()), why);
  }

  private static void refuse(Asker asker, SessionEnd why) {
    asker.answer(Answers.refused(asker.request(), why.code(), why.text()));
  }

  private static void nobody(Asker asker, String what) {
    asker.answer(
        Answers.nobody(
            asker.request(), what + "; `ssh NAME@gateway url` prints one, good for a minute"));
  }

  private static void refused(Asker asker) {
    asker.admission().refused(asker.origin());
    asker.answer(Answers.FORBIDDEN);
  }
}
