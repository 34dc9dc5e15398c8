package dev.consolegw.config.value;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where browsers find something, such as {@code https://consoles.example.org} or {@code
 * https://example.org/consoles}.
 *
 * @param uri http or https, with a host, without a query; its path ends with no slash
 */
public record WebUrl(URI uri) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int MAX_PORT = 65_535;

  /** Segments that mean themselves, in a link and as the path of a cookie. */
  private static final Pattern PATH =
      Pattern.compile("(?:/(?!\\.{1,2}(?:/|$))(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+)*");

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  public static WebUrl parse(String text) {
    try {
      var uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      boolean isWeb = scheme.equals("https") || scheme.equals("http");
      if (isWeb
          && uri.getHost() != null
          && uri.getPort() <= MAX_PORT
          && uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getFragment() == null
          && PATH.matcher(uri.getRawPath()).matches()) {
        return new WebUrl(uri);
      }
    } catch (URISyntaxException garbled) {
      // As below.
    }
    throw new IllegalArgumentException(
        Spelling.quote(text)
            + " is no address of a web page; write https://HOST or https://HOST/PATH");
  }

  /** A name as a segment of a path (RFC 3986, 3.3), in letters that mean themselves everywhere. */
  public static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
  }

  /** Whether browsers reach it over TLS. */
  public boolean tls() {
    return uri.getScheme().equalsIgnoreCase("https");
  }

  /** Whether only this machine can reach it. */
  public boolean isLoopback() {
    return new HostAddress(uri.getHost().replaceAll("[\\[\\]]", "")).isLoopback();
  }

  /** Its path as it stands in links, such as {@code /consoles}; empty for the root. */
  public String path() {
    return uri.getRawPath();
  }

  /** What browsers say of its pages (RFC 6454, 6.2): small letters, no port where it is usual. */
  public String origin() {
    int usual = tls() ? HTTPS : HTTP;
    boolean says = uri.getPort() >= 0 && uri.getPort() != usual;
    return (uri.getScheme() + "://" + uri.getHost()).toLowerCase(Locale.ROOT)
        + (says ? ":" + uri.getPort() : "");
  }

  /** The same for websockets. */
  public String socketAddress() {
    return uri.toString().replaceFirst("(?i)^http", "ws");
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
