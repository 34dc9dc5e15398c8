package dev.consolegw.gateway.command.config;

import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.command.Json;
import dev.consolegw.gateway.ops.MachineName;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/**
 * For whoever has made sure once whom they talk to, and wants others to know it. It says nothing
 * that a client is not told when it connects (RFC 4253, 8).
 */
@picocli.CommandLine.Command(
    name = "hostkeys",
    description = "Prints the gateway's host keys, as lines for known_hosts.")
public final class HostKeysCommand implements Command {
  @Option(
      names = "--name",
      paramLabel = "HOST[:PORT]",
      description =
          "What clients know the gateway by, again and again for more; port 22 where none is said."
              + " Otherwise its machine's name, and the address at which you have reached it now.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--sshfp", description = "As SSHFP records for a name server.")
  private boolean sshfp;

  @Option(names = "--json", description = "As one JSON object, with both.")
  private boolean json;

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    if (sshfp && json) {
      throw new Refusal(ExitCode.USAGE, "--json has the SSHFP records, too; leave out --sshfp");
    }
    var keys = context.hostKeys().stream().map(PublishedKey::new).toList();
    var known = known(context.caller());
    if (json) {
      context.io().say(json(known, keys));
    } else {
      var lines = sshfp ? records(domains(known), keys) : lines(known, keys);
      context.io().say(String.join("\n", lines));
    }
    return ExitCode.OK;
  }

  private Set<KnownName> known(Caller caller) throws Refusal, IOException {
    var known = new LinkedHashSet<KnownName>();
    for (var name : names) {
      known.add(KnownName.parse(name));
    }
    if (!known.isEmpty()) {
      return known;
    }
    var reached = ConfigOptions.reached(caller);
    int port = reached.map(ConfigOptions.Reached::port).orElse(KnownName.STANDARD_PORT);
    MachineName.read().ifPresent(name -> known.add(new KnownName(name, port)));
    reached.ifPresent(it -> known.add(new KnownName(it.host(), port)));
    if (known.isEmpty()) {
      throw new Refusal(
          ExitCode.USAGE,
          "this gateway does not know what it is called; say it with --name HOST[:PORT]");
    }
    return known;
  }

  private static List<String> lines(Set<KnownName> known, List<PublishedKey> keys) {
    return keys.stream().map(key -> key.line(known)).toList();
  }

  /** A record has no port, and a name server no records of addresses and patterns. */
  private Set<String> domains(Set<KnownName> known) throws Refusal {
    var domains = new LinkedHashSet<String>();
    for (var name : known) {
      if (name.isDomain()) {
        domains.add(name.host());
      } else if (!names.isEmpty()) {
        throw new Refusal(
            ExitCode.USAGE,
            "--name %s has no SSHFP record; write the name of a host, such as gw.example.org"
                .formatted(name));
      }
    }
    if (domains.isEmpty()) {
      throw new Refusal(
          ExitCode.USAGE,
          "this gateway does not know its name; say it with --name, such as gw.example.org");
    }
    return domains;
  }

  private static List<String> records(Set<String> domains, List<PublishedKey> keys) {
    return domains.stream().flatMap(domain -> keys.stream().map(key -> key.sshfp(domain))).toList();
  }

  private static String json(Set<KnownName> known, List<PublishedKey> keys) {
    var all = new LinkedHashMap<String, Object>();
    all.put("names", known.stream().map(KnownName::toString).toList());
    all.put("keys", keys.stream().map(PublishedKey::facts).toList());
    return Json.of(all);
  }
}
