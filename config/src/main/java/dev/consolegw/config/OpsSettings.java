package dev.consolegw.config;

import dev.consolegw.config.value.LocalListen;
import dev.consolegw.config.value.log.SyslogAddress;
import dev.consolegw.config.yaml.Default;
import dev.consolegw.config.yaml.Doc;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.RecordShape;
import dev.consolegw.config.yaml.Where;
import java.nio.file.Path;
import java.util.Optional;

/** Metrics and health; and the audit, beside them in the settings. */
public record OpsSettings(
    Where where,
    @Restart
        @Doc(
            "Address and port of the loopback, or unix:/PATH. `/metrics`, `/livez` and `/readyz`"
                + " are answered to anybody who reaches it.")
        @Default("127.0.0.1:9090")
        LocalListen listen) {

  /** Where the audit goes beside the log, and what becomes of sessions when it cannot. */
  public record Audit(
      @Restart
          @Doc(
              "A line of JSON for everything that people do, appended to this file. Made with mode"
                  + " 0600; opened anew on SIGHUP.")
          Optional<Located<Path>> file,
      @Restart @Doc("The same lines on stdout.") @Default("false") boolean stdout,
      @Restart @Doc("The same lines to a syslog server, by its address or as below. Default none.")
          Optional<Syslog> syslog,
      @Doc(
              "No session and no command begins while that cannot be written; without file, stdout"
                  + " and syslog, while stderr cannot. Otherwise lines are dropped and counted.")
          @Default("false")
          boolean required) {}

  /** A server for the audit. Written as one text, that is its {@code to}. */
  @RecordShape.AsText("to")
  public record Syslog(
      Where where,
      @Doc("Where it is: tls://HOST:6514, udp://HOST:514, or unix:/dev/log.") SyslogAddress to,
      @Doc("CA certificates in PEM, instead of the system's.") Optional<Located<Path>> ca) {}
}
