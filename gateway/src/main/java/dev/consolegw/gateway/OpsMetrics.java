package dev.consolegw.gateway;

import dev.consolegw.authz.openstack.CloudPeople;
import dev.consolegw.config.value.Spelling;
import dev.consolegw.gateway.console.local.LocalConsoles;
import dev.consolegw.gateway.export.Exports;
import dev.consolegw.gateway.ops.SessionRegistry.ClientSession;
import dev.consolegw.gateway.ops.SessionRegistry.Kind;
import dev.consolegw.gateway.ops.metrics.Metrics;
import dev.consolegw.gateway.session.Role;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is the case in a gateway, as metrics. Each is asked for when somebody reads them, of memory
 * alone: all consoles and all sessions are looked at once, and nothing else grows with them.
 */
final class OpsMetrics {
  /** What stands for the role of whoever is at no console. */
  private static final String NO_ROLE = "none";

  private static final List<String> STATES =
      List.of("opening", "idle", "connecting", "waiting", "live", "gone");

  /** For so long a count of all consoles is good enough: for those who read it in one go. */
  private static final Duration FRESH = Duration.ofMillis(50);

  private final Metrics metrics;
  private final OpsSource.Parts parts;
  private volatile @Nullable Counted counted;

  /** All consoles, as they were then. */
  private record Counted(long at, LocalConsoles.Census census) {}

  OpsMetrics(Metrics metrics, OpsSource.Parts parts) {
    this.metrics = metrics;
    this.parts = parts;
  }

  /** Adds all of them; called once. */
  void register() {
    var version = Optional.ofNullable(OpsMetrics.class.getPackage().getImplementationVersion());
    var build = List.of(version.orElse("unknown"), Runtime.version().toString());
    metrics.gauges(
        "build_info", "What runs: 1.", List.of("version", "java"), () -> Map.of(build, 1.0));
    metrics.gauges(
        "ssh_connections", "SSH connections that are open.", List.of("state"), this::connections);
    metrics.gauges(
        "sessions",
        "Sessions by what they are for; those at a console by what they do there.",
        List.of("kind", "role"),
        this::sessions);
    metrics.gauges("consoles", "Consoles that were asked for.", List.of("state"), this::consoles);
    traffic();
    histories();
    exports();
    parts
        .cloud()
        .ifPresent(cloud -> {
          cloud.cloud().listen(metrics::cloudAsked);
          metrics.gauges(
              "directory_age_seconds",
              "How long ago a directory has last shown something of its people.",
              List.of("directory"),
              () -> Map.of(List.of(CloudPeople.SOURCE), cloud.people().age().toMillis() / 1e3));
        });
    metrics.total(
        "audit_failures", "Lines of the audit that were not written.", parts.logged()::lost);
  }

  private void traffic() {
    var meters = parts.meters();
    metrics.totals(
        "guest_bytes",
        "Bytes that guests have printed (out) and that far sides have taken (in).",
        "direction",
        () -> Map.of("out", meters.printed().sum(), "in", meters.typed().sum()));
    metrics.total(
        "viewer_skipped_bytes",
        "Bytes that viewers were not shown because they were too slow.",
        meters.skipped()::sum);
    metrics.totals(
        "grants_ended",
        "Rights in use that ended.",
        "why",
        () -> Map.of("gone", meters.revoked().sum(), "unconfirmed", meters.unconfirmed().sum()));
  }

  private void histories() {
    var histories = parts.histories();
    metrics.gauge(
        "history_unwritten_bytes",
        "Output in memory that the disk does not have yet.",
        () -> histories.totals().unwritten());
    metrics.total(
        "history_lost_bytes",
        "Output that the disk will never have.",
        () -> histories.totals().lost());
    metrics.gauge(
        "history_troubled_consoles",
        "Consoles of which the disk does not take the output.",
        () -> histories.totals().troubled());
    metrics.gauge(
        "history_disk_bytes",
        "Output on disk, ten seconds ago at most.",
        () -> histories.totals().onDisk());
  }

  private void exports() {
    var exports = parts.copies().exports();
    metrics.totals(
        "export_lines", "Lines that a log system has taken.", "export", exports::sentLines);
    metrics.totals(
        "export_refused_lines",
        "Lines that a log system will never take.",
        "export",
        exports::refusedLines);
    metrics.totals(
        "export_failures",
        "Tries to send lines that came to nothing; they are sent again.",
        "export",
        exports::failures);
    metrics.gauges(
        "export_behind_bytes",
        "Output that a log system has not been sent yet.",
        List.of("export"),
        () -> behind(exports));
  }

  private static Map<List<String>, Double> behind(Exports exports) {
    var all = new HashMap<List<String>, Double>();
    exports.behind().forEach((name, bytes) -> all.put(List.of(name), (double) bytes));
    return all;
  }

  private Map<List<String>, Double> connections() {
    var counts = parts.ssh().counts();
    return Map.of(
        List.of("stranger"), (double) counts.strangers(),
        List.of("signed-in"), (double) counts.signedIn(),
        List.of("waiting"), (double) counts.waiting());
  }

  private LocalConsoles.Census census() {
    long now = System.nanoTime();
    var last = counted;
    if (last == null || now - last.at() > FRESH.toNanos()) {
      last = new Counted(now, parts.consoles().census());
      counted = last;
    }
    return last.census();
  }

  private Map<List<String>, Double> consoles() {
    var found = census().states();
    var all = new HashMap<List<String>, Double>();
    STATES.forEach(state -> all.put(List.of(state), (double) found.getOrDefault(state, 0)));
    return all;
  }

  private Map<List<String>, Double> sessions() {
    var all = new HashMap<List<String>, Double>();
    for (var kind : Kind.values()) {
      if (kind != Kind.CONSOLE) {
        all.put(List.of(word(kind), NO_ROLE), 0.0);
      }
    }
    parts.sessions().all(ClientSession.class).stream()
        .map(ClientSession::kind)
        .filter(kind -> kind != Kind.CONSOLE)
        .forEach(kind -> all.merge(List.of(word(kind), NO_ROLE), 1.0, Double::sum));
    var roles = census().roles();
    for (var role : Role.values()) {
      var labels = List.of(word(Kind.CONSOLE), role.toString());
      all.put(labels, (double) roles.getOrDefault(role, 0));
    }
    return all;
  }

  private static String word(Kind kind) {
    return Spelling.kebab(kind.name());
  }
}
