package dev.consolegw.gateway;

import dev.consolegw.authz.file.FilePolicy;
import dev.consolegw.authz.file.KeyFiles;
import dev.consolegw.authz.openstack.account.CloudConfig;
import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.config.OpenStackSettings;
import dev.consolegw.config.PasswordFile;
import dev.consolegw.config.Settings;
import dev.consolegw.config.VspcSettings;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.SettingsException;
import dev.consolegw.gateway.directory.FileDirectory;
import dev.consolegw.gateway.directory.address.HopSettings;
import dev.consolegw.gateway.directory.vspc.imported.PortMap;
import dev.consolegw.gateway.export.ExportPlan;
import dev.consolegw.gateway.net.accept.ServerTls;
import dev.consolegw.gateway.ssh.keys.HostAuthority;
import dev.consolegw.gateway.terminal.Printable;
import dev.consolegw.gateway.transport.Hop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What files know of people, of consoles, and of where the cloud is: one reading of them.
 *
 * @param cloudWay the hops to the consoles of that cloud
 * @param keys the key files of that reading
 * @param warnings what is wrong elsewhere and stops nothing: lines of key files that let nobody in
 */
record Sources(
    FilePolicy policy,
    FileDirectory.Listing consoles,
    Optional<CloudConfig> cloud,
    Optional<HostAuthority> authority,
    List<Hop> cloudWay,
    Optional<ServerTls> vspcTls,
    Optional<ServerTls> webTls,
    List<PortMap.Entry> vspcPorts,
    List<ExportPlan> exports,
    KeyFiles keys,
    Problems warnings) {
  /** Of one key file, no more lines than this are logged one by one. */
  static final int LOGGED = 10;

  private static final Logger log = LoggerFactory.getLogger(Sources.class);

  /**
   * Reads them. Waits for the disk.
   *
   * @throws SettingsException with every mistake of the operator's own files
   */
  static Sources of(Settings settings, CloudFiles clouds) throws SettingsException {
    var problems = new Problems();
    var warnings = new Problems();
    var keys = new KeyFiles(warnings);
    var policy = FilePolicy.of(settings, keys, problems);
    var consoles = FileDirectory.read(settings, problems);
    var cloud = settings.openstack().flatMap(wanted -> clouds.read(wanted, problems));
    var authority = settings.ssh().hostCa().flatMap(file -> authority(file, problems));
    var way =
        settings
            .openstack()
            .flatMap(wanted -> HopSettings.way(wanted.via(), settings.hops(), problems))
            .orElse(List.of());
    var tls = VspcSource.readTls(settings, problems);
    var webTls = WebSource.readTls(settings, problems);
    checkPasswords(settings, problems);
    var ports = VspcSource.readPorts(settings, problems);
    var exports = ExportPlan.read(settings, problems);
    problems.throwIfAny();
    return new Sources(
        policy, consoles, cloud, authority, way, tls, webTls, ports, exports, keys, warnings);
  }

  private static Optional<HostAuthority> authority(Located<Path> file, Problems problems) {
    try {
      return Optional.of(HostAuthority.read(file.value()));
    } catch (IOException mistake) {
      problems.add(file.where(), "host-ca: " + Printable.of(String.valueOf(mistake.getMessage())));
      return Optional.empty();
    }
  }

  /** Each is read again, by whoever signs in; here only to tell what would keep it from being. */
  private static void checkPasswords(Settings settings, Problems problems) {
    Stream.of(
            settings.consoles().values().stream().flatMap(it -> it.shell().stream()),
            settings.openstack().flatMap(OpenStackSettings::shell).stream(),
            settings.vspc().flatMap(VspcSettings::shell).stream())
        .flatMap(shells -> shells)
        .flatMap(shell -> shell.passwordFile().stream())
        .collect(
            Collectors.toMap(Located::value, file -> file, (one, _) -> one, LinkedHashMap::new))
        .values()
        .forEach(file -> {
          try {
            PasswordFile.read(file.value());
          } catch (IOException mistake) {
            problems.add(
                file.where(),
                "password-file: " + Printable.of(String.valueOf(mistake.getMessage())));
          }
        });
  }

  /** Logs what is wrong with key files: the first {@link #LOGGED} of each file, then how many. */
  static void log(Problems warnings) {
    var byFile =
        warnings.all().stream()
            .collect(
                Collectors.groupingBy(
                    one -> one.where().file(), TreeMap::new, Collectors.toList()));
    byFile.forEach((file, all) -> {
      all.stream()
          .limit(LOGGED)
          .forEach(one -> log.warn("event=key-unused cause=\"{}\"", quoted(one)));
      if (all.size() > LOGGED) {
        log.warn(
            "event=keys-unused file=\"{}\" more={} hint=\"`check` names all of them\"",
            file,
            all.size() - LOGGED);
      }
    });
  }

  /** Logs what keeps a file from being taken while the gateway runs. */
  static void refused(List<Problems.Problem> problems) {
    problems.stream()
        .limit(LOGGED)
        .forEach(one -> log.error("event=reload-refused cause=\"{}\"", quoted(one)));
    log.error(
        "event=reload-without-effect mistakes={} hint=\"what was read before stays in use; correct"
            + " the file, see `check`, and reload again\"",
        problems.size());
  }

  /** A sentence as a quoted value. */
  private static String quoted(Problems.Problem problem) {
    return problem.toString().replace('"', '\'');
  }
}
