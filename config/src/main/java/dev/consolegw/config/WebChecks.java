package dev.consolegw.config;

import dev.consolegw.config.value.HostAddress;
import dev.consolegw.config.value.HostPort;
import dev.consolegw.config.value.Spelling;
import dev.consolegw.config.value.WebUrl;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import java.util.Set;

/** What no single value can show of the web front: who could read tickets, and where links lead. */
final class WebChecks {
  /** Every address of the machine: nothing that a link could lead to. */
  private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

  private final Problems problems;

  WebChecks(Problems problems) {
    this.problems = problems;
  }

  void web(WebSettings web) {
    web.listen().forEach(at -> listen(web, at));
    web.publicUrl().ifPresent(url -> publicUrl(web, url));
    web.origins().forEach(this::origin);
  }

  /** A ticket that others can read on its way is theirs, too. */
  private void listen(WebSettings web, Located<HostPort> at) {
    boolean secret =
        web.tls().isPresent() || web.publicUrl().filter(it -> it.value().tls()).isPresent();
    if (!secret && !new HostAddress(at.value().host()).isLoopback()) {
      problems.add(
          at.where(),
          "tickets would cross the network to "
              + at.value()
              + " in the clear; write tls: { cert: FILE, key: FILE }, or the https:// address of a"
              + " proxy in front under public-url, or listen on 127.0.0.1");
    } else if (EVERYWHERE.contains(at.value().host()) && web.publicUrl().isEmpty()) {
      problems.add(
          at.where(),
          at.value()
              + " is every address of this machine, and none that a link could lead to; write the"
              + " one that people use under public-url, such as https://consoles.example.org");
    }
  }

  private void publicUrl(WebSettings web, Located<WebUrl> url) {
    if (url.value().tls()) {
      return;
    }
    if (web.tls().isPresent()) {
      problems.add(
          url.where(), "links to " + url.value() + " would meet TLS, as tls says; write https://");
    } else if (!url.value().isLoopback()) {
      problems.add(
          url.where(),
          "tickets would cross the network to "
              + url.value()
              + " in the clear, and browsers keep no cookie of such a page to themselves; write"
              + " the https:// address of a proxy in front");
    }
  }

  /** Browsers say where a page comes from, and not which one it is. */
  private void origin(Located<WebUrl> from) {
    if (!from.value().path().isEmpty()) {
      problems.add(
          from.where(),
          Spelling.quote(from.value().toString())
              + " has a path, and browsers tell only where a page comes from; write "
              + from.value().origin());
    } else if (!from.value().tls() && !from.value().isLoopback()) {
      problems.add(
          from.where(),
          "whoever is on the way to "
              + from.value()
              + " could put a page of their own there, and it could open consoles; write the"
              + " https:// one");
    }
  }
}
