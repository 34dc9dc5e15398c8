package dev.consolegw.gateway.command;

import dev.consolegw.authz.Credential;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Right;
import dev.consolegw.config.value.Durations;
import dev.consolegw.config.value.WebUrl;
import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Menu;
import dev.consolegw.gateway.access.Pass;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.ops.audit.AuditEvent;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
    name = "url",
    description =
        "Prints a link to the console for a browser, good for one use within a minute; of `menu`,"
            + " to the list.")
public final class UrlCommand implements Command {
  private static final Logger log = LoggerFactory.getLogger(UrlCommand.class);

  @Option(
      names = "--websocket",
      description = "The address of the console's websocket, for a program.")
  private boolean websocket;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "Good again and again for so long, as 8h, where a rule allows it.")
  private @Nullable String lasting;

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    var web =
        context
            .commands()
            .web()
            .orElseThrow(() ->
                new Refusal(
                    ExitCode.UNAVAILABLE,
                    "this gateway serves no browsers; its operator switches that on with web"));
    context.io().say(Menu.isMeant(context.caller()) ? list(context, web) : console(context, web));
    return ExitCode.OK;
  }

  private String list(CommandContext context, Commands.WebLinks web) throws Refusal {
    if (websocket || lasting != null) {
      throw new Refusal(
          ExitCode.USAGE,
          "a link to the list opens once; a websocket, and a link that lasts, is of one console:"
              + " ssh NAME@gateway url");
    }
    if (!web.page()) {
      throw new Refusal(
          ExitCode.UNAVAILABLE,
          "this build of the gateway has no page; `ssh gateway list` prints the consoles");
    }
    var pass = new Pass.OfList(holder(context, Right.MANAGE));
    return web.url().get() + "/?ticket=" + given(context, web, pass, Right.MANAGE, Duration.ZERO);
  }

  private String console(CommandContext context, Commands.WebLinks web) throws Refusal {
    var authorized = context.open();
    var time = lasting(authorized);
    var entry = authorized.console().entry();
    var right = authorized.options().readOnly() ? Right.WATCH : authorized.grant().right();
    var port = ConsoleAccess.name(context.caller()).port();
    var naming = Pass.Naming.of(entry);
    var pass = new Pass.OfConsole(holder(context, right), entry.id(), naming, port, time);
    var query =
        port.map(it -> "port=" + WebUrl.segment(it) + "&").orElse("")
            + "ticket="
            + given(context, web, pass, right, time);
    var at = web.url().get();
    return websocket || !web.page()
        ? "%s/vms/%s/console?%s"
            .formatted(at.socketAddress(), WebUrl.segment(naming.shortest()), query)
        : "%s/c/%s/%s?%s"
            .formatted(
                at, WebUrl.segment(naming.project()), WebUrl.segment(naming.server()), query);
  }

  private static String given(
      CommandContext context, Commands.WebLinks web, Pass pass, Right most, Duration lasting) {
    context
        .audit()
        .record(
            new AuditEvent.TicketGiven(context.caller().session(), pass.subject(), most, lasting));
    log.info(
        "event=ticket-given session={} key={} console={} seconds={}",
        context.caller().session().id(),
        pass.identity().credential().auditName(),
        Printable.of(pass.subject()).asValue(),
        lasting.toSeconds());
    return lasting.isZero() ? web.tickets().give(pass) : web.tickets().give(pass, lasting);
  }

  /** For how long it is to open again and again; zero for once. */
  private Duration lasting(AuthorizedConsole authorized) throws Refusal {
    if (lasting == null) {
      return Duration.ZERO;
    }
    var longest = authorized.grant().link();
    if (longest.isZero()) {
      throw new Refusal(
          ExitCode.NOT_ALLOWED,
          "you may have no link that lasts; the operator allows it in your rule, with url: { for:"
              + " 8h }");
    }
    var wanted = parsed(lasting);
    if (wanted.compareTo(longest) > 0) {
      throw new Refusal(
          ExitCode.NOT_ALLOWED,
          "your rule allows links for %s at most".formatted(written(longest)));
    }
    return wanted;
  }

  private static Duration parsed(String text) throws Refusal {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException mistake) {
      throw ConsoleAccess.usage(mistake);
    }
  }

  private static String written(Duration time) {
    return time.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }

  /** Whoever signed in, as they come by a ticket. */
  private static Identity holder(CommandContext context, Right most) throws Refusal {
    var who = context.caller().session().identity();
    var key =
        switch (who.credential()) {
          case Credential.Key(var own) -> Optional.of(own);
          case Credential.Ticket _, Credential.OpenPort _ ->
              Optional.<dev.consolegw.authz.SshKey>empty();
        };
    return new Identity(
        new Credential.Ticket(
            key.orElseThrow(() ->
                new Refusal(
                    ExitCode.NOT_ALLOWED, "only who has signed in with a key gets a ticket")),
            most),
        who.owners());
  }
}
