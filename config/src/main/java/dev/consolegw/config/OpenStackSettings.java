package dev.consolegw.config;

import dev.consolegw.config.yaml.Default;
import dev.consolegw.config.yaml.Doc;
import dev.consolegw.config.yaml.Range;
import dev.consolegw.config.yaml.RecordShape;
import dev.consolegw.config.yaml.Where;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cloud, and what its roles mean here. */
public record OpenStackSettings(
    Where where,
    @Doc("Its name in clouds.yaml. Default $OS_CLOUD, or else the cloud that $OS_* describe.")
        Optional<String> cloud,
    @Doc("Where its services are looked for. Default what clouds.yaml says.")
        Optional<String> region,
    @Doc(
            "Over which of their addresses: public, internal or admin. Default what clouds.yaml"
                + " says.")
        Optional<Endpoints> endpoints,
    @Doc(
            "A right by role, or keys and values with it. Default reader: watch, member: write,"
                + " admin: manage.")
        Map<String, RoleRight> rights,
    @Doc(
            "As sessions, by role. Of somebody's roles, the first in this order that says a key"
                + " counts.")
        Map<String, Settings.Sessions> sessions,
    @Doc("A right in use is asked for again after so long.") @Default("60s") Duration recheck,
    @Doc("A right that could not be asked for again ends after so long.") @Default("10m")
        Duration grant,
    @Doc("People and keys are read again after so long, at one call a second.") @Default("10m")
        Duration refresh,
    @Doc("Calls a second while they are read for the first time, or looked for.")
        @Default("20")
        @Range(min = 1, max = 1_000)
        int callsPerSecond,
    @Doc("Servers whose output is kept while nobody looks. Default none.")
        Optional<CloudCapture> capture,
    @Doc(
            "As for a console: the way to Nova's console proxies. Keystone and Nova are asked"
                + " directly.")
        List<Settings.Via> via,
    @Doc("As for a console, for all servers of the cloud.") Optional<ShellSettings.Shell> shell) {

  /** What a role means. Written as one text, that is its {@code right}. */
  @RecordShape.AsText("right")
  public record RoleRight(
      Where where,
      @Doc("watch, write or manage.") Settings.RightName right,
      @Doc("As for a rule.") ShellSettings.ShellRights shell,
      @Doc("As for a rule.") WebSettings.UrlRights url,
      @Doc("As for a rule; of several roles, all wins.") @Default("all") Settings.Past history) {

    /** A right alone, of no place. */
    public static RoleRight of(Settings.RightName right) {
      return new RoleRight(
          Where.BUILT_IN,
          right,
          ShellSettings.ShellRights.NONE,
          WebSettings.UrlRights.NONE,
          Settings.Past.ALL);
    }
  }

  /**
   * Which servers of a cloud are connected all the time. Each costs Nova's one seat at its console
   * and one process of Nova's proxy.
   */
  public record CloudCapture(
      Where where,
      @Doc("By name, domain:name or id. Default all.") List<String> projects,
      @Doc("Metadata that a server must have. Default none.") Map<String, String> metadata,
      @Doc("No more servers than so many.") @Default("1000") @Range(min = 0, max = 100_000)
          int most) {}

  /** Which addresses of a cloud's services are used. */
  public enum Endpoints {
    PUBLIC,
    INTERNAL,
    ADMIN
  }
}
