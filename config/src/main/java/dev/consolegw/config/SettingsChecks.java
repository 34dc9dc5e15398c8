package dev.consolegw.config;

import dev.consolegw.config.VspcSettings.ClientPorts;
import dev.consolegw.config.export.ExportSettings;
import dev.consolegw.config.value.Spelling;
import dev.consolegw.config.value.log.SyslogAddress;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.Where;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What no single value can show: keys that exclude or need each other, and names. */
final class SettingsChecks {
  private static final Pattern PROJECT_NAME = Pattern.compile("[^/]+/[^/]+");

  /**
   * Keys of a console that speak of one wire, so that they stand at each port if it has several.
   */
  private static final List<String> PER_PORT =
      List.of("address", "headers", "subprotocol", "ca", "pace", "qmp", "chardev");

  private final Problems problems;
  private final ShellChecks shells;

  SettingsChecks(Problems problems) {
    this.problems = problems;
    this.shells = new ShellChecks(problems);
  }

  /**
   * Looks at one section.
   *
   * @param written the keys that the file gives a value, right or wrong
   */
  void section(Record section, Set<String> written) {
    switch (section) {
      case Settings.User user -> user(user, written);
      case Settings.Console console -> console(console, written);
      case VspcSettings vspc -> vspc(vspc);
      case VspcSettings.ClientPorts ports -> clientPorts(ports);
      case OpsSettings.Syslog syslog -> syslog(syslog);
      case ExportSettings export -> export(export);
      case WebSettings web -> new WebChecks(problems).web(web);
      case ShellSettings.Shell shell -> shells.shell(shell);
      case ShellSettings.ShellRights rights -> shells.accounts(rights);
      default -> {}
    }
  }

  private void syslog(OpsSettings.Syslog syslog) {
    if (!(syslog.to() instanceof SyslogAddress.Tls)) {
      syslog.ca().ifPresent(ca -> problems.add(ca.where(), "ca goes with tls:// alone; remove it"));
    }
  }

  private void export(ExportSettings export) {
    if (!export.to().isTls()) {
      export
          .ca()
          .ifPresent(
              ca -> problems.add(ca.where(), "ca goes with TLS alone; remove it, or write https"));
    }
    if (!export.to().isHttp() && (!export.headers().isEmpty() || export.tokenFile().isPresent())) {
      problems.add(
          export.where(), "headers and token-file go with loki+ and otlp+ alone; remove them");
    }
  }

  private void user(Settings.User user, Set<String> written) {
    if (!written.contains("keys") && !written.contains("keys-file")) {
      problems.add(user.where(), "this user has no key to sign in with; write keys or keys-file");
    }
  }

  /** The protocol knows no passwords: off the loopback, something else has to say who may call. */
  private void vspc(VspcSettings vspc) {
    boolean certificates = vspc.tls().flatMap(VspcSettings.Tls::clientCa).isPresent();
    for (var listen : vspc.listen()) {
      boolean tls = listen.value().tls();
      if (tls && vspc.tls().isEmpty()) {
        problems.add(
            listen.where(), "telnets:// needs a certificate; write tls: { cert: FILE, key: FILE }");
      }
      boolean known = !vspc.allow().isEmpty() || (tls && certificates);
      if (!listen.value().isLoopback() && !known) {
        problems.add(
            listen.where(),
            "anybody who reaches "
                + listen.value()
                + " could claim to be any VM; write the hosts' networks under allow"
                + (tls ? ", or a client-ca under tls" : ""));
      }
    }
    for (var project : vspc.projects()) {
      name(project.project().value(), project.project().where());
      if (project.openstack()) {
        ofCloud(project, vspc.projects());
      }
    }
  }

  /** A UUID that a host claims counts for a cloud only where others cannot claim it, too. */
  private void ofCloud(VspcSettings.Project project, List<VspcSettings.Project> all) {
    var name = project.project();
    boolean shared =
        name.value().equals(VspcSettings.Project.OTHERS)
            || all.stream()
                .anyMatch(it -> !it.openstack() && it.project().value().equals(name.value()));
    if (project.from().isEmpty()) {
      problems.add(
          project.where(),
          "any host could claim to run a server of the cloud; write the networks of the cloud's"
              + " hosts under from");
    }
    if (shared) {
      problems.add(
          name.where(),
          "VMs of other hosts are in project %s, too; give those of the cloud one of their own"
              .formatted(Spelling.quote(name.value())));
    }
  }

  /** Clients prove nothing: off the loopback, something else has to say who may come. */
  private void clientPorts(VspcSettings.ClientPorts ports) {
    var listen = ports.listen();
    if (!listen.value().isLoopback() && ports.allow().isEmpty()) {
      problems.add(
          listen.where(),
          "anybody who reaches "
              + listen.value()
              + " could open consoles without a key; write the clients' networks under allow, or"
              + " listen on 127.0.0.1");
    }
  }

  private void console(Settings.Console console, Set<String> written) {
    if (!written.contains("ports")) {
      if (!written.contains("address")) {
        problems.add(console.where(), "this console has nowhere to dial; write address or ports");
      }
      return;
    }
    for (String key : PER_PORT) {
      if (written.contains(key)) {
        problems.add(
            console.where(),
            "this console has ports and a '" + key + "' of its own; write it at each port instead");
      }
    }
  }

  /**
   * Looks at names and rights in the whole file. Patterns are for the one who matches them to read.
   */
  void names(Settings settings) {
    boolean readAll = problems.isEmpty(); // what stands in for a value says nothing of rights
    settings.users().forEach((name, user) -> name(name, user.where()));
    settings
        .consoles()
        .forEach((name, console) -> {
          projectName(name, console.where());
          console.ports().forEach((label, port) -> name(label, port.where()));
        });
    exports(settings.export());
    var users = new TreeSet<>(settings.users().keySet());
    settings
        .vspc()
        .flatMap(VspcSettings::clientPorts)
        .ifPresent(_ -> {
          reserved(settings);
          users.add(ClientPorts.USER);
        });
    for (Settings.Rule rule : settings.rules()) {
      rule.users().forEach(user -> known(user, users));
    }
    if (readAll) {
      shells.rights(settings);
    }
  }

  private void exports(Map<String, ExportSettings> all) {
    all.forEach((name, export) -> name(name, export.where()));
    all.values().stream()
        .skip(ExportSettings.MOST)
        .limit(1)
        .forEach(one ->
            problems.add(
                one.where(),
                "there are more than %d log systems; pass on from one of them"
                    .formatted(ExportSettings.MOST)));
  }

  /** The user of client-ports is nobody else, and comes to the consoles of VMware's hosts only. */
  private void reserved(Settings settings) {
    var same = settings.users().get(ClientPorts.USER);
    if (same != null) {
      problems.add(
          same.where(),
          "this user is called as whoever comes through vspc.client-ports; take another name");
    }
    settings.rules().stream()
        .filter(rule -> rule.directory() != Settings.RuleDirectory.VSPC)
        .flatMap(rule -> rule.users().stream())
        .filter(user -> user.value().equals(ClientPorts.USER))
        .forEach(user ->
            problems.add(
                user.where(),
                "client-ports reaches consoles of VMware's hosts alone; write directory: vspc in"
                    + " this rule"));
  }

  private void known(Located<String> user, Set<String> users) {
    if (!users.contains(user.value())) {
      problems.add(
          user.where(),
          "this rule names "
              + Spelling.quote(user.value())
              + ", who is not under users; "
              + Spelling.nearest(user.value(), users)
                  .map(name -> "did you mean " + Spelling.quote(name) + "?")
                  .orElse("add them there or remove the name"));
    }
  }

  private void projectName(String name, Where where) {
    if (PROJECT_NAME.matcher(name).matches()) {
      name(name, where);
    } else {
      problems.add(where, Spelling.quote(name) + " is no console's name; write project/name");
    }
  }

  private void name(String name, Where where) {
    if (!Spelling.isName(name)) {
      problems.add(
          where, Spelling.quote(name) + " is no name; write one or more visible characters");
    }
  }
}
