package dev.consolegw.gateway.web;

import dev.consolegw.config.WebSettings;
import dev.consolegw.config.value.WebUrl;
import dev.consolegw.gateway.net.http.HttpRequest;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whose pages may open consoles (RFC 6454). A browser says where a page comes from; a tool says
 * nothing, and has a ticket that no page could know.
 */
record Origins(Set<String> allowed) {

  /**
   * Those of the settings, and our own.
   *
   * @param own where our pages are
   */
  static Origins of(WebSettings settings, Stream<WebUrl> own) {
    return new Origins(
        Stream.concat(own, settings.origins().stream().map(it -> it.value()))
            .map(WebUrl::origin)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** Whether a request comes from one of them, or from no page. */
  boolean admit(HttpRequest request) {
    return request
        .header("origin")
        .map(from -> allowed.contains(from.toLowerCase(Locale.ROOT)))
        .orElse(true);
  }
}
