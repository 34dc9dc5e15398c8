package dev.consolegw.authz.file;

import dev.consolegw.config.OpsSettings;
import dev.consolegw.config.Settings;
import dev.consolegw.config.ShellSettings.ShellRights;
import dev.consolegw.config.WebSettings.UrlRights;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.config.value.Timespan;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Where;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings with nothing in them but people and rules; the one place that knows their shape. */
final class TestSettings {
  /** Where everything stands that these settings hold. */
  static final Where HERE = new Where("console-gw.yaml", 7, 3);

  private final Map<String, Settings.User> users = new LinkedHashMap<>();
  private final List<Settings.Rule> rules = new ArrayList<>();

  TestSettings user(String name, String... keys) {
    users.put(name, new Settings.User(HERE, located(keys), Optional.empty()));
    return this;
  }

  TestSettings userWithFile(String name, Path keysFile) {
    users.put(name, new Settings.User(HERE, List.of(), Optional.of(new Located<>(keysFile, HERE))));
    return this;
  }

  private static final Settings.Penalties PENALTIES =
      new Settings.Penalties(1, Duration.ofSeconds(1), List.of());

  TestSettings rule(String user, String pattern, Settings.RightName right) {
    return rule(user, pattern, right, ShellRights.NONE);
  }

  TestSettings rule(String user, String pattern, Settings.RightName right, ShellRights shell) {
    rules.add(
        new Settings.Rule(
            HERE,
            located(user),
            located(pattern),
            Settings.RuleDirectory.FILE,
            right,
            Settings.Sessions.UNSAID,
            shell,
            UrlRights.NONE,
            Settings.Past.ALL));
    return this;
  }

  Settings settings() {
    var second = Duration.ofSeconds(1);
    return new Settings(
        Path.of("state"),
        new Settings.Ssh(
            List.of(),
            Settings.Algorithms.MODERN,
            Optional.empty(),
            second,
            1,
            1,
            1,
            1,
            second,
            second,
            PENALTIES),
        limits(),
        new Settings.History(
            Settings.Capture.ATTACHED,
            new ByteSize(1),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        new Settings.Recordings(second, new ByteSize(1)),
        Settings.Sessions.UNSAID,
        new OpsSettings.Audit(Optional.empty(), false, Optional.empty(), false),
        users,
        rules,
        Map.of(),
        new Settings.Hops(Optional.empty(), Optional.empty(), Optional.empty()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        new Timespan(second));
  }

  private static Settings.Limits limits() {
    var one = new ByteSize(1);
    return new Settings.Limits(Optional.empty(), 1, 1, one, one, one, one, one, one, 1, 1, 1, 1, 1);
  }

  static List<Located<String>> located(String... texts) {
    return Arrays.stream(texts).map(text -> new Located<>(text, HERE)).toList();
  }
}
