package dev.consolegw.authz.openstack.account;

import dev.consolegw.config.OpenStackSettings;
import dev.consolegw.config.yaml.PlainYaml;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.Where;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds a cloud where OpenStack's own clients look for it: {@code clouds.yaml}, with secrets in
 * {@code secure.yaml} beside it, or {@code OS_*} in the environment.
 */
public final class CloudFiles {
  private static final Where ENVIRONMENT = new Where("environment", 0, 0);

  private final Map<String, String> environment;
  private final List<Path> places;

  /**
   * Looks in these places only.
   *
   * @param environment as a process has it
   * @param places directories, the first that has a clouds.yaml wins; OS_CLIENT_CONFIG_FILE goes
   *     before all of them
   */
  public CloudFiles(Map<String, String> environment, List<Path> places) {
    this.environment = Map.copyOf(environment);
    this.places = List.copyOf(places);
  }

  /** Looks where OpenStack's clients do. */
  public static CloudFiles standard() {
    var environment = System.getenv();
    var home = Path.of(environment.getOrDefault("HOME", "/"));
    return new CloudFiles(
        environment,
        List.of(Path.of(""), home.resolve(".config/openstack"), Path.of("/etc/openstack")));
  }

  /** Whether the environment describes a cloud, or names one of clouds.yaml. */
  public boolean isInEnvironment() {
    return environment.containsKey("OS_AUTH_URL") || environment.containsKey("OS_CLOUD");
  }

  /** Reads the cloud that the settings mean, with their region and endpoints; else as the other. */
  public Optional<CloudConfig> read(OpenStackSettings wanted, Problems problems) {
    var face = wanted.endpoints().map(it -> it.name().toLowerCase(Locale.ROOT));
    return read(wanted.cloud(), problems).map(found -> found.with(wanted.region(), face));
  }

  /**
   * Reads one cloud, or nothing (then with problems). Blocks on the disk: not for a virtual thread.
   *
   * @param cloud its name in clouds.yaml; without it OS_CLOUD's, or the one that OS_* describe
   */
  public Optional<CloudConfig> read(Optional<String> cloud, Problems problems) {
    var name = cloud.or(() -> Optional.ofNullable(environment.get("OS_CLOUD")));
    if (name.isEmpty()) {
      return new CloudReader(fromEnvironment(), ENVIRONMENT, problems).read();
    }
    var file = file();
    if (file.isEmpty()) {
      problems.add(
          ENVIRONMENT,
          "no clouds.yaml in OS_CLIENT_CONFIG_FILE, here, ~/.config/openstack or /etc/openstack;"
              + " write one with this cloud");
      return Optional.empty();
    }
    var where = new Where(file.get().toString(), 0, 0);
    var found = section(file.get(), name.get(), problems);
    if (found.isEmpty()) {
      problems.add(
          where, "no cloud '%s' under 'clouds'; name one that is there".formatted(name.get()));
      return Optional.empty();
    }
    var values = new HashMap<String, String>();
    flatten(found.get(), values);
    var secrets = file.get().resolveSibling("secure.yaml");
    if (Files.exists(secrets)) {
      section(secrets, name.get(), problems).ifPresent(more -> flatten(more, values));
    }
    return new CloudReader(values, where, problems).read();
  }

  /** Every file that {@link #read} would look at, whether it is there or not. */
  public Set<Path> watched() {
    var named = environment.get("OS_CLIENT_CONFIG_FILE");
    var files =
        named != null
            ? List.of(Path.of(named))
            : places.stream()
                .flatMap(
                    place -> Stream.of(place.resolve("clouds.yaml"), place.resolve("clouds.yml")))
                .toList();
    return files.stream()
        .flatMap(file -> Stream.of(file, file.resolveSibling("secure.yaml")))
        .collect(Collectors.toUnmodifiableSet());
  }

  private Optional<Path> file() {
    var named = environment.get("OS_CLIENT_CONFIG_FILE");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    return places.stream()
        .flatMap(
            place -> List.of(place.resolve("clouds.yaml"), place.resolve("clouds.yml")).stream())
        .filter(Files::exists)
        .findFirst();
  }

  private static Optional<Map<?, ?>> section(Path file, String cloud, Problems problems) {
    return PlainYaml.read(file, problems)
        .map(root -> root.get("clouds"))
        .filter(Map.class::isInstance)
        .map(clouds -> ((Map<?, ?>) clouds).get(cloud))
        .filter(Map.class::isInstance)
        .map(section -> (Map<?, ?>) section);
  }

  /** What stands under {@code auth} counts as if it stood beside it. */
  private static void flatten(Map<?, ?> section, Map<String, String> values) {
    section.forEach((key, value) -> {
      if (value instanceof String text) {
        values.put(String.valueOf(key), text);
      } else if (value instanceof Map<?, ?> auth && key.equals("auth")) {
        flatten(auth, values);
      }
    });
  }

  private Map<String, String> fromEnvironment() {
    var values = new HashMap<String, String>();
    environment.forEach((key, value) -> {
      if (key.startsWith("OS_") && !value.isEmpty()) {
        values.put(key.substring("OS_".length()).toLowerCase(Locale.ROOT), value);
      }
    });
    return values;
  }
}
