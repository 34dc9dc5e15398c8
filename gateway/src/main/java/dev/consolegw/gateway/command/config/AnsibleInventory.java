package dev.consolegw.gateway.command.config;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.command.config.ConfigOptions.Reached;
import dev.consolegw.gateway.command.config.NamedConsoles.Named;
import dev.consolegw.gateway.directory.VisibleServer;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;

@picocli.CommandLine.Command(
    name = "ansible",
    description = "For ansible -i FILE: an inventory of those that you may write on.")
final class AnsibleInventory implements Command {
  private static final Pattern NO_LETTER = Pattern.compile("[^A-Za-z0-9_]");

  /** What ansible means something else by. */
  private static final Set<String> RESERVED =
      Set.of("all", "ungrouped", "localhost", SshConfig.GATEWAY);

  @Mixin private ConfigOptions options = new ConfigOptions();

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    var gateway =
        options
            .gateway()
            .or(() -> ConfigOptions.reached(context.caller()).map(Reached::jump))
            .orElse(SshConfig.GATEWAY);
    var suffix = options.suffix();
    var text = context.access().list(context.caller(), servers -> text(servers, gateway, suffix));
    context.io().say(text);
    return ExitCode.OK;
  }

  static String text(List<VisibleServer> servers, String gateway, String suffix) {
    var groups = groups(servers);
    var reserved = new HashSet<>(RESERVED);
    groups.values().forEach(group -> reserved.add(group.toLowerCase(Locale.ROOT)));
    var consoles = NamedConsoles.of(servers, reserved, suffix);
    var hosts = new LinkedHashMap<String, List<Named>>();
    for (var each : consoles.all()) {
      if (each.isFirst() && each.server().grant().right().includes(Right.WRITE)) {
        var group = groups.get(each.server().project());
        hosts.computeIfAbsent(group, _ -> new ArrayList<>()).add(each);
      }
    }
    var text = new StringBuilder("# Consoles as hosts: ansible -i FILE all -m ping\n");
    if (consoles.leftOut() > 0) {
      text.append("# Without a name that a host can have: ")
          .append(consoles.leftOut())
          .append('\n');
    }
    text.append("all:\n  vars:\n    ansible_ssh_common_args: \"-J ").append(gateway).append("\"\n");
    text.append("    ansible_ssh_pipelining: true\n");
    text.append(hosts.isEmpty() ? "  children: {}\n" : "  children:\n");
    hosts.forEach((group, members) -> {
      text.append("    ").append(group).append(":\n      hosts:\n");
      members.forEach(each -> append(text, each));
    });
    return text.toString().stripTrailing();
  }

  /** All that is written is letters, digits and {@code . _ - + = @}: quotes hold it. */
  private static void append(StringBuilder text, Named console) {
    text.append("        \"").append(console.aliases().getFirst()).append("\":\n");
    text.append("          ansible_host: \"").append(console.host()).append("\"\n");
    console
        .account()
        .ifPresent(
            account -> text.append("          ansible_user: \"").append(account).append("\"\n"));
  }

  /** A group for each project, whose name is as ansible wants it and no other's. */
  private static Map<String, String> groups(List<VisibleServer> servers) {
    var groups = new HashMap<String, String>();
    var taken = new HashSet<>(RESERVED);
    for (var server : servers) {
      groups.computeIfAbsent(server.project(), project -> group(project, taken));
    }
    return groups;
  }

  private static String group(String project, Set<String> taken) {
    var plain = NO_LETTER.matcher(project).replaceAll("_");
    var name = plain.isEmpty() || Character.isDigit(plain.charAt(0)) ? '_' + plain : plain;
    var free = name;
    for (int i = 2; !taken.add(free.toLowerCase(Locale.ROOT)); i++) {
      free = name + '_' + i;
    }
    return free;
  }
}
