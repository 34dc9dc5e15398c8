package dev.consolegw.gateway.web;

import dev.consolegw.gateway.net.http.HttpAnswer;
import dev.consolegw.gateway.net.http.HttpRequest;
import dev.consolegw.gateway.session.ExitCode;
import java.util.Map;

/** What clients are answered that get no websocket. No state. */
final class Answers {
  /** Used, too old, for something else, or shown by a page of others: nobody is told which. */
  static final HttpAnswer FORBIDDEN = HttpAnswer.of(403);

  /** What a page of ours may do: run and show what comes from here, and nothing else. */
  private static final String CONTENT =
      "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'"
          + " data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
          + " 'none'";

  private static final String HTML = "text/html; charset=utf-8";

  private static final Map<String, String> PAGE =
      Map.of(
          "Content-Type",
          HTML,
          "Content-Security-Policy",
          CONTENT,
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Permissions-Policy",
          "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(),"
              + " magnetometer=(), microphone=(), midi=(), payment=(), usb=()");

  /** What a sentence alone is shown with. */
  private static final String NOTHING =
      "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

  private Answers() {}

  /** A page. */
  static HttpAnswer page(Pages.File html) {
    return new HttpAnswer(200, PAGE, html.bytes());
  }

  /** A sentence for whoever asked: a page for a browser, JSON for a program. */
  static HttpAnswer sentence(HttpRequest request, int status, String sentence) {
    if (!request.says("accept", "text/html")) {
      return HttpAnswer.of(
          status, "application/json", Message.of("error", "message", sentence) + "\n");
    }
    return HttpAnswer.of(status, HTML, html(sentence)).with("Content-Security-Policy", NOTHING);
  }

  private static String html(String sentence) {
    return """
    <!doctype html>
    <html lang="en">
    <head><meta charset="utf-8"><meta name="color-scheme" content="light dark">\
    <meta name="viewport" content="width=device-width"><title>console</title></head>
    <body><p>%s</p></body>
    </html>
    """
        .formatted(escaped(sentence));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** To whoever shows nothing. */
  static HttpAnswer nobody(HttpRequest request, String sentence) {
    return sentence(request, 401, sentence).with("WWW-Authenticate", "Bearer");
  }

  /** To whoever is known, and gets nothing all the same. */
  static HttpAnswer refused(HttpRequest request, ExitCode code, String sentence) {
    return sentence(request, status(code), sentence);
  }

  /** The status of RFC 9110 that says the same. */
  static int status(ExitCode code) {
    return switch (code) {
      case NO_CONSOLE -> 404;
      case NOT_ALLOWED -> 403;
      case USAGE -> 400;
      case TRY_AGAIN -> 503;
      case OK, UNAVAILABLE, OUTPUT_LOST, CONFIGURATION, TIMED_OUT -> 500;
    };
  }

  /**
   * Sends a browser on to a page of ours, with a cookie. One that comes from a page of others would
   * not show its cookie there yet: it is sent on by a page in between.
   */
  static HttpAnswer onTo(HttpRequest request, String target, String cookie) {
    boolean foreign = request.header("sec-fetch-site").orElse("").equals("cross-site");
    var answer =
        foreign
            ? HttpAnswer.of(
                    200,
                    HTML,
                    """
                    <!doctype html>
                    <html lang="en">
                    <head><meta charset="utf-8"><title>console</title>\
                    <meta http-equiv="refresh" content="0;url=%s"></head>
                    </html>
                    """
                        .formatted(escaped(target).replace("\"", "&quot;")))
                .with("Content-Security-Policy", NOTHING)
            : HttpAnswer.of(303).with("Location", target);
    return answer.with("Set-Cookie", cookie);
  }
}
