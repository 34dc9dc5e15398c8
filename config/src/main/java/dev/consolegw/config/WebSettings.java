package dev.consolegw.config;

import dev.consolegw.config.value.HostPort;
import dev.consolegw.config.value.WebUrl;
import dev.consolegw.config.yaml.Default;
import dev.consolegw.config.yaml.Doc;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Range;
import dev.consolegw.config.yaml.Where;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Consoles over websockets, for browsers and tools. */
public record WebSettings(
    Where where,
    @Restart
        @Doc("Address and port, or a list of them. Off the loopback it needs TLS, here or in front.")
        @Default("127.0.0.1:8890")
        @Range(min = 1)
        List<Located<HostPort>> listen,
    @Restart @Doc("What browsers are shown. Default no TLS.") Optional<Tls> tls,
    @Restart
        @Doc(
            "Pages that may open consoles, beside those under public-url: where they come from, such"
                + " as https://panel.example.org.")
        List<Located<WebUrl>> origins,
    @Restart
        @Doc(
            "Where clients find it, when that is not where it listens, as behind a proxy. Links are"
                + " made of it.")
        Optional<Located<WebUrl>> publicUrl) {

  /** A certificate. */
  public record Tls(
      Where where,
      @Doc("The certificate and those between it and its CA, in PEM.") Located<Path> cert,
      @Doc("Its private key in PEM, PKCS#8. Default in the same file.")
          Optional<Located<Path>> key) {}

  /** Where clients find it: what links begin with. */
  public WebUrl url() {
    return publicUrl
        .map(Located::value)
        .orElseGet(() ->
            WebUrl.parse(
                (tls.isPresent() ? "https://" : "http://") + listen.getFirst().value()));
  }
}
