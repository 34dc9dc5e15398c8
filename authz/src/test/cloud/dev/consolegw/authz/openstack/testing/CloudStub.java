package dev.consolegw.authz.openstack.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Keystone and Nova in one, on a port of loopback. User {@code gateway}, password {@code
 * gateway-pw}, is a reader of the system and may enter every enabled project. Everything is as a
 * real cloud was seen to do it.
 */
public final class CloudStub implements Closeable {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] SPACES = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);

  private final StubData data = new StubData();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Trouble> troubles = new CopyOnWriteArrayList<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final StubKeystone keystone;
  private final StubNova nova;

  /** A fault for so many calls whose line contains a text. */
  private static final class Trouble {
    private final String part;
    private final Fault fault;
    private int left;

    Trouble(String part, Fault fault, int left) {
      this.part = part;
      this.fault = fault;
      this.left = left;
    }

    synchronized boolean strikes(String line) {
      return line.contains(part) && left > 0 && left-- > 0;
    }
  }

  /** What is answered to a call. */
  record Answer(int status, JsonNode body, @Nullable String token) {
    Answer(int status, JsonNode body) {
      this(status, body, null);
    }

    /** As OpenStack refuses. */
    static Answer fault(int status, String kind, String message) {
      var body = JSON.createObjectNode();
      body.putObject(kind).put("code", status).put("message", message);
      return new Answer(status, body);
    }
  }

  private CloudStub(InstantSource clock) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    keystone = new StubKeystone(data, clock, address());
    nova = new StubNova(data);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** Starts an empty one. */
  public static CloudStub start() throws IOException {
    return start(InstantSource.system());
  }

  /** The same, whose tokens end by a clock of the test's. */
  public static CloudStub start(InstantSource clock) throws IOException {
    return new CloudStub(clock);
  }

  public StubData data() {
    return data;
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What {@code auth_url} is to be. */
  public URI authUrl() {
    return URI.create(address() + "/v3");
  }

  /**
   * A {@code clouds.yaml} with one cloud, {@code stub}, and the user named in the class comment.
   */
  public String cloudsYaml() {
    return """
    clouds:
      stub:
        auth:
          auth_url: %s
          username: gateway
          password: gateway-pw
          user_domain_id: default
    """
        .formatted(authUrl());
  }

  /** Nova speaks up to this microversion; 2.93 unless said. */
  public void newest(String microversion) {
    nova.newest(microversion);
  }

  /** Entries on a page, however many are asked for; 1000 unless said. */
  public void page(int entries) {
    nova.page(entries);
  }

  /** Seconds that tokens are good for from now on; an hour unless said. */
  public void tokenLife(long seconds) {
    keystone.life(seconds);
  }

  /** The gateway's password from now on. */
  public void password(String other) {
    keystone.password(other);
  }

  /** All tokens so far are worth nothing. */
  public void revokeTokens() {
    keystone.revoke();
  }

  /**
   * Lets something go wrong.
   *
   * @param part of {@code METHOD /path?query}
   * @param times how many calls
   */
  public void fail(String part, Fault fault, int times) {
    troubles.add(new Trouble(part, fault, times));
  }

  /** Lets nothing go wrong any more. */
  public void recover() {
    troubles.clear();
  }

  /** All calls so far, as {@code METHOD /path?query}. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  /** Calls so far whose line contains a text. */
  public long calls(String part) {
    return calls.stream().filter(line -> line.contains(part)).count();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      calls.add(line);
      var trouble = troubles.stream().filter(it -> it.strikes(line)).findFirst();
      if (trouble.isPresent()) {
        suffer(exchange, trouble.get().fault);
      } else {
        send(exchange, answer(exchange));
      }
    }
  }

  private void suffer(HttpExchange exchange, Fault fault) throws IOException {
    switch (fault) {
      case Fault.Status(int code, int retryAfter) -> {
        if (retryAfter >= 0) {
          exchange.getResponseHeaders().set("Retry-After", String.valueOf(retryAfter));
        }
        send(exchange, Answer.fault(code, "overLimit", "This request was rate-limited."));
      }
      case Fault.Held(var until) -> {
        try {
          until.await();
          send(exchange, answer(exchange));
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
        }
      }
      case Fault.Cut() -> {
        exchange.sendResponseHeaders(200, 1000);
        exchange.getResponseBody().write('{');
      }
      case Fault.Says(var body) -> {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
      }
      case Fault.Endless() -> {
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        while (true) { // until the other side has had enough
          out.write(SPACES);
        }
      }
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    var request = StubRequest.of(exchange);
    var token = exchange.getRequestHeaders().getFirst("X-Auth-Token");
    if (request.path().equals("/v3/auth/tokens")) {
      return keystone.token(request.body());
    }
    var scope = keystone.scope(token);
    if (scope == null) {
      return Answer.fault(401, "error", "The request you have made requires authentication.");
    }
    return request.path().startsWith("/v3/")
        ? keystone.answer(request, scope)
        : nova.answer(request, scope);
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    if (answer.token() != null) {
      exchange.getResponseHeaders().set("X-Subject-Token", answer.token());
    }
    var bytes = JSON.writeValueAsBytes(answer.body());
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
