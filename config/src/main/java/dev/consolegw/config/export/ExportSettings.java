package dev.consolegw.config.export;

import dev.consolegw.config.value.Secret;
import dev.consolegw.config.value.log.ExportAddress;
import dev.consolegw.config.yaml.Default;
import dev.consolegw.config.yaml.Doc;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Where;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A log system that is sent what consoles print. */
public record ExportSettings(
    Where where,
    @Doc(
            "file:/PATH, syslog+tls://HOST:6514, loki+https://HOST or otlp+https://HOST:4318; http"
                + " instead of https for a server of this machine.")
        ExportAddress to,
    @Doc("Whose output: patterns project/name, as in a rule, of consoles of all directories.")
        @Default("*/*")
        List<Located<String>> consoles,
    @Doc("CA certificates in PEM, instead of the system's.") Optional<Located<Path>> ca,
    @Doc("Sent with each request, such as X-Scope-OrgID.") Map<String, Secret> headers,
    @Doc(
            "A file with what Authorization: Bearer wants, in its first line. Ours alone, mode"
                + " 0600; read for each request.")
        Optional<Located<Path>> tokenFile) {

  /** Log systems at most: each costs a thread and a look at all that is printed. */
  public static final int MOST = 8;
}
