package dev.consolegw.gateway.export;

import dev.consolegw.authz.file.ConsolePattern;
import dev.consolegw.config.PasswordFile;
import dev.consolegw.config.Settings;
import dev.consolegw.config.SettingsChange;
import dev.consolegw.config.export.ExportSettings;
import dev.consolegw.config.value.log.ExportAddress;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.gateway.export.protocol.ExportTarget;
import dev.consolegw.gateway.export.protocol.FileTarget;
import dev.consolegw.gateway.export.protocol.HttpTarget;
import dev.consolegw.gateway.export.protocol.SyslogTarget;
import dev.consolegw.gateway.ops.sink.SyslogTls;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;

/**
 * One log system of the settings, read and found to be in order.
 *
 * @param name what the settings call it
 * @param settings of it
 * @param trusted the text of the certificates that it trusts; empty for the system's
 * @param tls trusts these
 */
public record ExportPlan(String name, ExportSettings settings, String trusted, SSLContext tls) {

  /**
   * Reads all of them, with the files that they name. Waits for the disk.
   *
   * @param problems takes mistakes; what has one is left out
   */
  public static List<ExportPlan> read(Settings settings, Problems problems) {
    var plans = new ArrayList<ExportPlan>();
    settings
        .export()
        .forEach((name, export) -> {
          export.consoles().forEach(pattern -> checkPattern(pattern, problems));
          checkHeaders(export, problems);
          export
              .tokenFile()
              .ifPresent(file -> {
                try {
                  PasswordFile.read(file.value(), PasswordFile.Content.TOKEN);
                } catch (IOException mistake) {
                  problems.add(file.where(), "token-file: " + said(mistake));
                }
              });
          trust(export, problems)
              .ifPresent(it -> plans.add(new ExportPlan(name, export, it.trusted(), it.tls())));
        });
    return List.copyOf(plans);
  }

  /** Some names and values can be sent by nobody, and some only by the client itself. */
  private static void checkHeaders(ExportSettings export, Problems problems) {
    export
        .headers()
        .forEach((name, value) -> {
          try {
            HttpRequest.newBuilder().setHeader(name, value.value());
          } catch (IllegalArgumentException mistake) {
            problems.add(
                export.where(),
                "headers: %s cannot be sent with a request; take another name, or look at its value"
                    .formatted(Printable.of(name)));
          }
        });
  }

  private static void checkPattern(Located<String> text, Problems problems) {
    try {
      var _ = ConsolePattern.parse(text.value());
    } catch (IllegalArgumentException mistake) {
      problems.add(text.where(), said(mistake));
    }
  }

  private record Trust(String trusted, SSLContext tls) {}

  private static Optional<Trust> trust(ExportSettings export, Problems problems) {
    var ca = export.ca().map(Located::value);
    try {
      var trusted = ca.isPresent() ? Files.readString(ca.get(), StandardCharsets.ISO_8859_1) : "";
      return Optional.of(new Trust(trusted, SyslogTls.trusting(ca)));
    } catch (IOException | GeneralSecurityException mistake) {
      var where = export.ca().map(Located::where).orElse(export.where());
      problems.add(where, "ca cannot be read as certificates in PEM: " + said(mistake));
      return Optional.empty();
    }
  }

  private static String said(Exception mistake) {
    return Printable.of(String.valueOf(mistake.getMessage())).toString();
  }

  /** Whether it is the same, wherever it stands in the file, and trusts the same. */
  boolean isAs(ExportPlan other) {
    return name.equals(other.name)
        && trusted.equals(other.trusted)
        && SettingsChange.isSame(settings, other.settings);
  }

  /** Whose output it is sent. */
  WantedConsoles wanted() {
    return WantedConsoles.of(settings.consoles().stream().map(Located::value).toList());
  }

  /** The way to it; connects nowhere yet. */
  ExportTarget target(ScheduledExecutorService timer) {
    var access =
        new HttpTarget.Access(settings.headers(), settings.tokenFile().map(Located::value), tls);
    return switch (settings.to()) {
      case ExportAddress.File(var path) -> new FileTarget("export." + name, path);
      case ExportAddress.Syslog(var at) ->
          new SyslogTarget(new SyslogTls(at, settings.ca().map(Located::value), timer));
      case ExportAddress.Loki(var at) -> HttpTarget.loki(at, access);
      case ExportAddress.Otlp(var at) -> HttpTarget.otlp(at, access);
    };
  }
}
