package dev.consolegw.gateway.command;

import dev.consolegw.authz.Credential;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Right;
import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.access.Tickets;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;

@picocli.CommandLine.Command(
    name = "url",
    description =
        "Prints the address of the console's websocket, with a ticket that opens it once within a"
            + " minute.")
public final class UrlCommand implements Command {
  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    var authorized = context.open();
    var web = context.commands().web();
    if (web.isEmpty()) {
      throw new Refusal(
          ExitCode.UNAVAILABLE,
          "this gateway serves no websockets; its operator switches that on with web");
    }
    var server = authorized.console().entry().server();
    var name = server.id().isEmpty() ? server.name() : server.id();
    var ticket = web.get().tickets().give(holder(context, authorized, name));
    var base = web.get().url().get().toString().replaceFirst("(?i)^http", "ws");
    context.io().say("%s/vms/%s/console?ticket=%s".formatted(base, encoded(name), ticket));
    return ExitCode.OK;
  }

  private static Tickets.Holder holder(
      CommandContext context, AuthorizedConsole authorized, String name) throws Refusal {
    var who = context.caller().session().identity();
    if (!(who.credential() instanceof Credential.Key(var key))) {
      throw new Refusal(ExitCode.NOT_ALLOWED, "only who has signed in with a key gets a ticket");
    }
    var entry = authorized.console().entry();
    var right = authorized.options().readOnly() ? Right.WATCH : authorized.grant().right();
    return new Tickets.Holder(
        new Identity(new Credential.Ticket(key), who.owners()),
        entry.id(),
        new HashSet<>(List.of(name, entry.server().name())),
        right);
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
