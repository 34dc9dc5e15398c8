package dev.consolegw.gateway.web;

import dev.consolegw.config.WebSettings;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whose pages may open consoles (RFC 6454). A browser says where a page comes from; a tool says
 * nothing, and has a ticket that no page could know.
 */
record Origins(Set<String> allowed) {

  /** Those of the settings. */
  static Origins of(WebSettings settings) {
    return new Origins(
        Stream.concat(settings.publicUrl().stream(), settings.origins().stream())
            .map(it -> it.value().origin())
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
