package dev.consolegw.gateway.export;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A receiver of Loki's push API and of OTLP that takes nothing which is not exactly as their
 * documents say, and answers as it is told to: a status, a stall, or a hang-up.
 */
final class StrictReceiver implements AutoCloseable {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final long FIRST_NANOS = 1_600_000_000_000_000_000L;

  /** One line that was taken. */
  record Line(String console, long offset, long nanos, String text, Map<String, String> more) {}

  /** How the next requests are answered; behind these, well. */
  sealed interface Answer {
    /** Nothing is taken with a status of 300 and more, or with headers of its own. */
    record Status(int code, Map<String, String> headers, String body) implements Answer {
      Status(int code) {
        this(code, Map.of(), "");
      }
    }

    /** The request is read, and the connection cut. */
    record HangUp() implements Answer {}

    /** No answer before the end of the test. */
    record Stall() implements Answer {}

    /** A failure, and then bytes until the connection is cut. */
    record Endless() implements Answer {}

    /** Whatever has more lines than this is too large. */
    record AtMost(int lines) implements Answer {}

    /** Whatever has this text in it is refused, from now on. */
    record Poison(String text) implements Answer {}
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<Line> lines = new ArrayList<>();
  private final Deque<Answer> answers = new ArrayDeque<>();
  private final List<Map<String, List<String>>> headers = new ArrayList<>();
  private final AtomicLong talked = new AtomicLong();
  private int atMost = Integer.MAX_VALUE;
  private String poison = "";
  private int requests;
  private int largest;

  StrictReceiver() {
    this(0);
  }

  StrictReceiver(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
    server.setExecutor(threads);
    server.createContext("/loki/api/v1/push", exchange -> serve(exchange, StrictReceiver::loki));
    server.createContext("/v1/logs", exchange -> serve(exchange, StrictReceiver::otlp));
    server.start();
  }

  private interface Reading {
    List<Line> of(JsonNode body);
  }

  int port() {
    return server.getAddress().getPort();
  }

  URI at() {
    return URI.create("http://127.0.0.1:" + port());
  }

  synchronized void answers(Answer... those) {
    answers.addAll(List.of(those));
  }

  synchronized List<Line> lines() {
    return List.copyOf(lines);
  }

  synchronized List<String> texts() {
    return lines.stream().map(Line::text).toList();
  }

  synchronized int requests() {
    return requests;
  }

  synchronized List<Map<String, List<String>>> headers() {
    return List.copyOf(headers);
  }

  /** Waits until so many lines are there. */
  synchronized List<Line> await(int count) throws InterruptedException {
    while (lines.size() < count) {
      wait();
    }
    return List.copyOf(lines);
  }

  synchronized void awaitRequests(int count) throws InterruptedException {
    while (requests < count) {
      wait();
    }
  }

  private void serve(HttpExchange exchange, Reading reading) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      var answer = next();
      switch (answer) {
        case Answer.HangUp _ -> {
          return;
        }
        case Answer.Stall _ -> end.await();
        case Answer.Endless _ -> talk(exchange);
        case Answer.Status(int code, var more, var text) when code >= 300 || !more.isEmpty() -> {
          more.forEach(exchange.getResponseHeaders()::set);
          say(exchange, code, text);
        }
        case Answer.Status(int code, var _, var text) -> take(exchange, reading, body, code, text);
        case Answer.AtMost _, Answer.Poison _ -> throw new IllegalStateException("set by next()");
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      asked();
    }
  }

  private void talk(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(500, 0);
    var piece = new byte[64 * 1024];
    while (true) {
      exchange.getResponseBody().write(piece);
      talked.addAndGet(piece.length);
    }
  }

  /** Bytes of answers without an end. */
  long talked() {
    return talked.get();
  }

  private synchronized void asked() {
    requests++;
    notifyAll();
  }

  private synchronized Answer next() {
    while (answers.peek() instanceof Answer.AtMost || answers.peek() instanceof Answer.Poison) {
      switch (answers.remove()) {
        case Answer.AtMost(int most) -> atMost = most;
        case Answer.Poison(String text) -> poison = text;
        case Answer.Status _, Answer.HangUp _, Answer.Stall _, Answer.Endless _ ->
            throw new AssertionError();
      }
    }
    return answers.isEmpty() ? new Answer.Status(200) : answers.remove();
  }

  private void take(HttpExchange exchange, Reading reading, byte[] body, int code, String text)
      throws IOException {
    check(
        List.of("application/json").equals(exchange.getRequestHeaders().get("Content-Type")),
        "type");
    var read = reading.of(MAPPER.readTree(body));
    int answer;
    synchronized (this) {
      headers.add(Map.copyOf(exchange.getRequestHeaders()));
      largest = Math.max(largest, read.size());
      answer = read.size() > atMost ? 413 : read.stream().anyMatch(this::isPoison) ? 400 : code;
      if (answer == code) {
        lines.addAll(read);
      }
    }
    say(exchange, answer, text);
  }

  private boolean isPoison(Line line) {
    return !poison.isEmpty() && line.text().contains(poison);
  }

  /** Lines of the largest request. */
  synchronized int largest() {
    return largest;
  }

  private static void say(HttpExchange exchange, int code, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private static List<Line> loki(JsonNode body) {
    check(names(body).equals(List.of("streams")), "keys of " + body);
    var found = new ArrayList<Line>();
    for (var stream : body.get("streams")) {
      check(names(stream).equals(List.of("stream", "values")), "keys of " + stream);
      var labels = texts(stream.get("stream"));
      check(labels.keySet().stream().allMatch(it -> it.matches("[a-z_]+")), "labels");
      check(!stream.get("values").isEmpty(), "an empty stream");
      for (var value : stream.get("values")) {
        check(value.size() == 3 && value.get(0).isTextual() && value.get(1).isTextual(), "value");
        var more = texts(value.get(2));
        more.putAll(labels);
        found.add(
            new Line(
                labels.getOrDefault("console", ""),
                Long.parseLong(more.getOrDefault("offset", "")),
                nanos(value.get(0)),
                value.get(1).textValue(),
                more));
      }
    }
    return found;
  }

  private static List<Line> otlp(JsonNode body) {
    check(names(body).equals(List.of("resourceLogs")), "keys of " + body);
    var found = new ArrayList<Line>();
    for (var resource : body.get("resourceLogs")) {
      check(names(resource).equals(List.of("resource", "scopeLogs")), "keys of " + resource);
      var about = attributes(resource.get("resource").get("attributes"));
      for (var scope : resource.get("scopeLogs")) {
        for (var record : scope.get("logRecords")) {
          check(
              names(record).equals(List.of("timeUnixNano", "body", "attributes")), "of " + record);
          var more = attributes(record.get("attributes"));
          more.putAll(about);
          found.add(
              new Line(
                  about.getOrDefault("console.id", ""),
                  Long.parseLong(more.getOrDefault("console.offset", "")),
                  nanos(record.get("timeUnixNano")),
                  record.get("body").get("stringValue").textValue(),
                  more));
        }
      }
    }
    return found;
  }

  private static Map<String, String> attributes(JsonNode list) {
    var all = new HashMap<String, String>();
    for (var one : list) {
      var value = one.get("value");
      check(value.size() == 1 && value.elements().next().isTextual(), "attribute " + one);
      all.put(one.get("key").textValue(), value.elements().next().textValue());
    }
    return all;
  }

  private static long nanos(JsonNode time) {
    check(time.isTextual(), "a time that is no text");
    long nanos = Long.parseLong(time.textValue());
    check(nanos > FIRST_NANOS, "time " + nanos);
    return nanos;
  }

  private static Map<String, String> texts(JsonNode object) {
    var all = new HashMap<String, String>();
    for (var one : object.properties()) {
      check(one.getValue().isTextual(), "no text: " + one);
      all.put(one.getKey(), one.getValue().textValue());
    }
    return all;
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("not as the document says: " + what);
    }
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
