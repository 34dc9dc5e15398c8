package dev.consolegw.gateway.testing.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.gateway.testing.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A real Chromium without a window, driven by Playwright in {@code browser.mjs}. What does not
 * happen in 30 s is an {@link AssertionError}. One thread at a time.
 */
public final class Browser implements AutoCloseable {
  /** Where the driver and its package are. */
  private static final Path DRIVER = Path.of("src", "test", "web");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Program driver;

  /** How a page is looked at. */
  public record Look(int width, int height, String scheme) {
    public static final Look USUAL = new Look(1024, 640, "dark");
  }

  /** What a test asks of a tab, with what is said beside it. */
  private record Question(Map<String, Object> fields) {
    static Question of(String action, Object... more) {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("action", action);
      for (int i = 0; i < more.length; i += 2) {
        fields.put(more[i].toString(), more[i + 1]);
      }
      return new Question(fields);
    }
  }

  private Browser(Program driver) {
    this.driver = driver;
  }

  /** Starts one; npm brings the driver's package before, where it is not there yet. */
  public static Browser start() {
    if (!isInstalled()) {
      var npm =
          List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
      try (var install = Program.start(npm, DRIVER, Map.of())) {
        install.endInput();
        var result = install.result(Duration.ofMinutes(2));
        if (result.exitCode() != 0) {
          throw new AssertionError("npm ci in " + DRIVER + ": " + result.err());
        }
      }
    }
    return new Browser(Program.start(List.of("node", "browser.mjs"), DRIVER, Map.of()));
  }

  private static boolean isInstalled() {
    try {
      var wanted = JSON.readTree(Files.readString(DRIVER.resolve("package.json")));
      var there = DRIVER.resolve("node_modules/playwright-core/package.json");
      return Files.exists(there)
          && JSON.readTree(Files.readString(there))
              .path("version")
              .equals(wanted.path("devDependencies").path("playwright-core"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens a page, with cookies and a memory of its own. */
  public Tab open(String url) {
    return open(url, Look.USUAL);
  }

  public Tab open(String url, Look look) {
    return opened(
        Question.of(
            "open",
            "url",
            url,
            "width",
            look.width(),
            "height",
            look.height(),
            "scheme",
            look.scheme()));
  }

  private Tab opened(Question question) {
    var answer = ask(question);
    return new Tab(answer.path("id").intValue(), answer);
  }

  private JsonNode ask(Question question) {
    try {
      driver.type(JSON.writeValueAsString(question.fields()) + "\n");
      var line = driver.out().awaitLine();
      var answer = JSON.readTree(new String(line.getBytes(ISO_8859_1), UTF_8));
      if (answer.has("error")) {
        throw new AssertionError(question.fields() + ": " + answer.path("error").textValue());
      }
      return answer.path("value");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    driver.endInput();
    driver.result();
    driver.close();
  }

  /** A page. */
  public final class Tab implements AutoCloseable {
    private final int id;
    private final JsonNode opened;

    private Tab(int id, JsonNode opened) {
      this.id = id;
      this.opened = opened;
    }

    /** The status of the answer that was the page. */
    public int status() {
      return opened.path("status").intValue();
    }

    /** One of its headers; its name in lower case. */
    public String header(String name) {
      return opened.path("headers").path(name).asText();
    }

    /** Another page of the same person's. */
    public Tab openBeside(String url) {
      return opened(Question.of("open", "url", url, "like", id));
    }

    /** The value of an expression of JavaScript. */
    public JsonNode eval(String script) {
      return doing("eval", "script", script);
    }

    /** Waits until an expression of JavaScript is true. */
    public Tab until(String script) {
      doing("until", "script", script);
      return this;
    }

    /** Waits until an element shows this text among other. */
    public Tab awaitText(String selector, String text) {
      return until(
          "document.querySelector(%s)?.textContent.includes(%s)"
              .formatted(quoted(selector), quoted(text)));
    }

    /** What an element shows. */
    public String text(String selector) {
      return eval("document.querySelector(%s).textContent".formatted(quoted(selector))).asText();
    }

    public Tab type(String text) {
      doing("type", "text", text);
      return this;
    }

    /** Presses a key, such as {@code Control+Shift+F}. */
    public Tab press(String key) {
      doing("press", "key", key);
      return this;
    }

    public Tab click(String selector) {
      doing("click", "selector", selector);
      return this;
    }

    public Tab fill(String selector, String text) {
      doing("fill", "selector", selector, "text", text);
      return this;
    }

    /** Pastes a text with the keyboard, where the focus is. */
    public Tab paste(String text) {
      doing("paste", "text", text);
      return this;
    }

    public Tab size(int width, int height) {
      doing("size", "width", width, "height", height);
      return this;
    }

    /** Has the system prefer {@code light} or {@code dark}. */
    public Tab scheme(String scheme) {
      doing("scheme", "scheme", scheme);
      return this;
    }

    /** Makes a picture of it. */
    public Tab shot(Path file) {
      doing("shot", "path", file.toAbsolutePath().toString());
      return this;
    }

    /** Errors and warnings of its console that nobody has asked for yet. */
    public List<String> problems() {
      var all = new ArrayList<String>();
      doing("problems").forEach(one -> all.add(one.asText()));
      return List.copyOf(all);
    }

    private JsonNode doing(String action, Object... more) {
      var question = Question.of(action, more);
      question.fields().put("tab", id);
      return ask(question);
    }

    @Override
    public void close() {
      doing("close");
    }
  }

  /** As a literal of JavaScript. */
  public static String quoted(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a string is JSON", impossible);
    }
  }
}
