package dev.consolegw.gateway.command.config;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.command.config.ConfigOptions.Reached;
import dev.consolegw.gateway.command.config.NamedConsoles.Named;
import dev.consolegw.gateway.directory.VisibleServer;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;

@picocli.CommandLine.Command(
    name = "ssh",
    description = "For ssh -F FILE, and Include in ~/.ssh/config: each console as a host.")
final class SshConfig implements Command {
  /** What the gateway is called where no other name is given for it. */
  static final String GATEWAY = "console-gw";

  private static final Set<String> RESERVED = Set.of(GATEWAY, "localhost");

  @Mixin private ConfigOptions options = new ConfigOptions();

  SshConfig() {}

  /** With options that were read elsewhere. */
  SshConfig(ConfigOptions options) {
    this.options = options;
  }

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    var gateway = options.gateway();
    var reached = ConfigOptions.reached(context.caller());
    var suffix = options.suffix();
    var text =
        context.access().list(context.caller(), servers -> text(servers, gateway, reached, suffix));
    context.io().say(text);
    return ExitCode.OK;
  }

  static String text(
      List<VisibleServer> servers,
      Optional<String> gateway,
      Optional<Reached> reached,
      String suffix) {
    var consoles = NamedConsoles.of(servers, RESERVED, suffix);
    var text = new StringBuilder("# Consoles as hosts: ssh -F FILE NAME\n");
    if (consoles.leftOut() > 0) {
      text.append("# Without a name that a host can have: ")
          .append(consoles.leftOut())
          .append('\n');
    }
    if (gateway.isEmpty() && reached.isPresent()) {
      text.append("\nHost ").append(GATEWAY);
      text.append("\n  HostName ").append(reached.get().host());
      text.append("\n  Port ").append(reached.get().port()).append('\n');
    }
    consoles.all().forEach(each -> append(text, each, gateway.orElse(GATEWAY)));
    return text.toString().stripTrailing();
  }

  private static void append(StringBuilder text, Named console, String gateway) {
    text.append("\nHost ").append(String.join(" ", console.aliases()));
    text.append("\n  HostName ").append(console.host());
    text.append("\n  ProxyJump ").append(gateway);
    console.account().ifPresent(account -> text.append("\n  User ").append(account));
    text.append('\n');
  }
}
