package dev.consolegw.config;

import dev.consolegw.config.value.HostPort;
import dev.consolegw.config.value.WebUrl;
import dev.consolegw.config.yaml.Default;
import dev.consolegw.config.yaml.Doc;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Range;
import dev.consolegw.config.yaml.Where;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Consoles over websockets, for browsers and tools. */
public record WebSettings(
    Where where,
    @Restart
        @Doc(
            "Address and port, or a list of them. Off the loopback it needs TLS, here or in front.")
        @Default("127.0.0.1:8890")
        @Range(min = 1)
        List<Located<HostPort>> listen,
    @Doc(
            "What browsers are shown. Whether there is TLS at all changes with a restart. Default"
                + " none.")
        Optional<Tls> tls,
    @Doc(
            "Pages that may open consoles, beside those of the gateway: where they come from, such"
                + " as https://panel.example.org.")
        List<Located<WebUrl>> origins,
    @Restart
        @Doc(
            "Where clients find it, when that is not where it listens, as behind a proxy. Links are"
                + " made of it.")
        Optional<Located<WebUrl>> publicUrl,
    @Restart
        @Doc(
            "Connections from one address of which it is not known yet whose they are. Without tls,"
                + " which is behind a proxy or on this machine alone, only strangers counts.")
        @Default("64")
        @Range(min = 1, max = 100_000)
        int strangersPerAddress,
    @Restart @Doc("The same from everywhere.") @Default("512") @Range(min = 1, max = 100_000)
        int strangers) {

  /** A certificate. */
  public record Tls(
      Where where,
      @Doc("The certificate and those between it and its CA, in PEM.") Located<Path> cert,
      @Doc("Its private key in PEM, PKCS#8. Default in the same file.")
          Optional<Located<Path>> key) {}

  /**
   * What somebody may do with links to consoles.
   *
   * @param lasting empty for not at all
   */
  public record UrlRights(
      @Doc(
              value =
                  "For how long, at most, a link of url --for opens a console again and again."
                      + " Default not at all: a link opens it once.",
              key = "for")
          Optional<Duration> lasting) {
    /** Links that open once. */
    public static final UrlRights NONE = new UrlRights(Optional.empty());

    /** For how long a link may be used again; zero for not at all. */
    public Duration longest() {
      return lasting.orElse(Duration.ZERO);
    }
  }

  /** Whether browsers reach it over TLS, of ours or of whoever is in front. */
  public boolean overTls() {
    return publicUrl.map(it -> it.value().tls()).orElse(tls.isPresent());
  }
}
