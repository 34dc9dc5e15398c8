package dev.consolegw.config.value;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where browsers find something, such as {@code https://consoles.example.org} or {@code
 * https://example.org/consoles}.
 *
 * @param uri http or https, with a host, without a query; its path ends with no slash
 */
public record WebUrl(URI uri) {
  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  public static WebUrl parse(String text) {
    try {
      var uri = new URI(text.replaceAll("/+$", ""));
      var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      boolean isWeb = scheme.equals("https") || scheme.equals("http");
      if (isWeb
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getFragment() == null) {
        return new WebUrl(uri);
      }
    } catch (URISyntaxException garbled) {
      // As below.
    }
    throw new IllegalArgumentException(
        Spelling.quote(text) + " is no address of a web page; write https://HOST or https://HOST/PATH");
  }

  /** Whether browsers reach it over TLS. */
  public boolean tls() {
    return uri.getScheme().equalsIgnoreCase("https");
  }

  /** What browsers say of its pages (RFC 6454), in small letters. */
  public String origin() {
    return (uri.getScheme() + "://" + uri.getRawAuthority()).toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
