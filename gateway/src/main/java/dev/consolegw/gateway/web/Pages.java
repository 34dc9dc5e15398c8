package dev.consolegw.gateway.web;

import dev.consolegw.gateway.net.http.HttpAnswer;
import dev.consolegw.gateway.net.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * The pages for browsers, and what they are made of, as the build has put them beside this class:
 * all of them, or none. Immutable, in memory.
 */
public final class Pages {
  private static final String FOLDER = "page/";
  private static final String CONSOLE = "console.html";
  private static final String LIST = "menu.html";
  private static final String HTML = ".html";

  private static final Map<String, String> TYPES =
      Map.of(
          "js", "text/javascript; charset=utf-8",
          "mjs", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "txt", "text/plain; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "woff2", "font/woff2");

  private final Map<String, File> files;

  /**
   * One of them.
   *
   * @param tag is another when the bytes are (RFC 9110, 8.8.3)
   */
  record File(String type, ByteBuffer bytes, ByteBuffer packed, String tag) {}

  private Pages(Map<String, File> files) {
    this.files = Map.copyOf(files);
  }

  /** Those of this build. Waits for the disk. */
  public static Pages load() throws IOException {
    var page = Pages.class.getResource(FOLDER + CONSOLE);
    return page == null ? new Pages(Map.of()) : of(page);
  }

  private static Pages of(URL page) throws IOException {
    var files = new HashMap<String, File>();
    if (page.openConnection() instanceof JarURLConnection inJar) {
      inJar.setUseCaches(false);
      var folder = inJar.getEntryName().substring(0, inJar.getEntryName().lastIndexOf('/') + 1);
      try (var jar = inJar.getJarFile()) {
        for (var entry : (Iterable<java.util.jar.JarEntry>) jar.stream()::iterator) {
          if (entry.getName().startsWith(folder) && !entry.isDirectory()) {
            try (var in = jar.getInputStream(entry)) {
              add(files, entry.getName().substring(folder.length()), in.readAllBytes());
            }
          }
        }
      }
    } else {
      return in(Path.of(uri(page)).resolveSibling(""));
    }
    return new Pages(files);
  }

  /** Those of a folder. Waits for the disk. */
  public static Pages in(Path folder) throws IOException {
    var files = new HashMap<String, File>();
    try (var all = Files.list(folder)) {
      for (var file : all.filter(Files::isRegularFile).toList()) {
        add(files, String.valueOf(file.getFileName()), Files.readAllBytes(file));
      }
    }
    return new Pages(files);
  }

  private static URI uri(URL of) throws IOException {
    try {
      return of.toURI();
    } catch (URISyntaxException odd) {
      throw new IOException("the page cannot be read from " + of, odd);
    }
  }

  private static void add(Map<String, File> files, String name, byte[] bytes) throws IOException {
    var type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "");
    if (!type.isEmpty() || name.endsWith(HTML)) {
      files.put(
          name, new File(type, ByteBuffer.wrap(bytes), ByteBuffer.wrap(packed(bytes)), tag(bytes)));
    }
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    var into = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(into)) {
      gzip.write(bytes);
    }
    return into.toByteArray();
  }

  private static String tag(byte[] bytes) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /** Whether this build has any. */
  public boolean areThere() {
    return files.containsKey(CONSOLE) && files.containsKey(LIST);
  }

  Optional<File> console() {
    return Optional.ofNullable(files.get(CONSOLE));
  }

  Optional<File> list() {
    return Optional.ofNullable(files.get(LIST));
  }

  /** What a page is made of: anybody may have it, and keep it as long as it is the same. */
  HttpAnswer asset(HttpRequest request, String name) {
    var file = name.endsWith(HTML) ? null : files.get(name);
    if (file == null) {
      return Answers.sentence(request, 404, "there is no such file");
    }
    boolean packs = request.says("accept-encoding", "gzip");
    var tag = '"' + file.tag() + (packs ? "-gzip\"" : "\"");
    var answer =
        request.says("if-none-match", tag) || request.says("if-none-match", "W/" + tag)
            ? HttpAnswer.of(304)
            : new HttpAnswer(
                200,
                packs
                    ? Map.of("Content-Type", file.type(), "Content-Encoding", "gzip")
                    : Map.of("Content-Type", file.type()),
                packs ? file.packed() : file.bytes());
    return answer
        .with("Cache-Control", "no-cache")
        .with("ETag", tag)
        .with("Vary", "Accept-Encoding");
  }
}
