package dev.consolegw.gateway.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.consolegw.config.value.WebUrl;
import dev.consolegw.gateway.access.Pass;
import java.util.HexFormat;
import java.util.Optional;

/**
 * How browsers are to keep what they come back with: no script sees it, no other site's page sends
 * it, and it goes to one console's addresses alone (RFC 6265).
 *
 * @param at where browsers find the gateway
 */
record Cookies(WebUrl at) {
  private static final String NAME = "console";

  /**
   * What is only kept and sent over TLS; without that, on the loopback, browsers take none such.
   */
  private String prefix() {
    return at.tls() ? "__Secure-" : "";
  }

  /** The name of a console's; each of a server's ports has one. */
  String console(Optional<String> port) {
    return prefix()
        + NAME
        + port.map(it -> "-" + HexFormat.of().formatHex(it.getBytes(UTF_8))).orElse("");
  }

  /** The name of the list's. */
  String list() {
    return prefix() + NAME + "-menu";
  }

  /** The name of that which this is kept under. */
  String of(Pass pass) {
    return switch (pass) {
      case Pass.OfConsole console -> console(console.port());
      case Pass.OfList _ -> list();
    };
  }

  /** Where browsers find what this is for, and where alone they send it. */
  String path(Pass pass) {
    return switch (pass) {
      case Pass.OfConsole console ->
          at.path()
              + "/c/"
              + WebUrl.segment(console.naming().project())
              + "/"
              + WebUrl.segment(console.naming().server());
      case Pass.OfList _ -> at.path() + "/";
    };
  }

  /** The header that has a browser keep it until it is closed. */
  String kept(Pass pass, String value) {
    return of(pass)
        + "="
        + value
        + "; Path="
        + path(pass)
        + "; HttpOnly; SameSite=Strict"
        + (at.tls() ? "; Secure" : "");
  }

  /** The header that has a browser forget it. */
  String forgotten(Pass pass) {
    return kept(pass, "") + "; Max-Age=0";
  }
}
