package dev.consolegw.gateway.export.protocol;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consolegw.config.PasswordFile;
import dev.consolegw.config.value.Secret;
import dev.consolegw.gateway.fault.Uncaught;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * A log system that is asked by HTTP, a request at a time. What it answers is bounded in length and
 * in time, and nothing in it is followed. Which answers mean to come again is what OTLP says (429,
 * 502, 503, 504) and any other failure of the server; so do those that an operator has to mend,
 * such as a token that is not taken. What the server cannot take (400, 413, 422) is sent in parts,
 * until one line is left, which it never will.
 */
public final class HttpTarget implements ExportTarget {
  /** How long connecting may take. */
  static final Duration CONNECT = Duration.ofSeconds(10);

  /** How long a whole exchange may take. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** No server is left alone for longer because it says so. */
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpFormat format;
  private final URI at;
  private final Map<String, Secret> headers;
  private final Optional<Path> token;
  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client;
  private boolean hasTaken;

  /**
   * How it lets itself be asked.
   *
   * @param headers sent with each request
   * @param token a file with what Authorization: Bearer wants; read for each request
   * @param tls whom it trusts
   */
  public record Access(Map<String, Secret> headers, Optional<Path> token, SSLContext tls) {}

  private HttpTarget(HttpFormat format, URI base, Access access) {
    this.format = format;
    this.at = URI.create(base + format.path());
    this.headers = access.headers();
    this.token = access.token();
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .sslContext(access.tls())
            .executor(tasks)
            .build();
  }

  /** Loki, at an address without the path of its API. */
  public static HttpTarget loki(URI base, Access access) {
    return new HttpTarget(HttpFormat.LOKI, base, access);
  }

  /** A receiver of OTLP, at an address without the path of its API. */
  public static HttpTarget otlp(URI base, Access access) {
    return new HttpTarget(HttpFormat.OTLP, base, access);
  }

  @Override
  public Delivery deliver(List<ExportLine> lines) throws InterruptedException {
    try {
      return meaning(answer(request(format.body(lines))), lines.size());
    } catch (IOException silence) {
      return new Delivery.Later(Duration.ZERO, words(silence));
    }
  }

  private HttpRequest request(byte[] body) throws IOException {
    var request =
        HttpRequest.newBuilder(at)
            .POST(BodyPublishers.ofByteArray(body))
            .header("Content-Type", "application/json");
    headers.forEach((name, value) -> request.setHeader(name, value.value()));
    if (token.isPresent()) {
      var secret = PasswordFile.read(token.get(), PasswordFile.Content.TOKEN);
      try {
        request.setHeader("Authorization", "Bearer " + secret.value());
      } catch (IllegalArgumentException unsendable) { // its text has the secret in it
        throw new IOException("%s has characters that no header has".formatted(token.get()));
      }
    }
    return request.build();
  }

  private HttpResponse<byte[]> answer(HttpRequest request)
      throws IOException, InterruptedException {
    var sent = client.sendAsync(request, _ -> new AnswerBeginning());
    try {
      return sent.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new IOException("no answer within %d s".formatted(PATIENCE.toSeconds()), late);
    } catch (ExecutionException failure) {
      Uncaught.pass(failure);
      throw failure.getCause() instanceof IOException io
          ? io
          : new IOException("the request failed", failure);
    } finally {
      sent.cancel(true);
    }
  }

  /** Until it has taken something, what it cannot take may be all of it, by somebody's mistake. */
  private Delivery meaning(HttpResponse<byte[]> answer, int lines) {
    return switch (answer.statusCode()) {
      case 200, 202, 204 -> isPage(answer) ? later(answer) : taken(answer.body(), lines);
      case 400, 422 -> hasTaken ? new Delivery.NotTogether(said(answer)) : later(answer);
      case 413 -> hasTaken || lines > 1 ? new Delivery.NotTogether(said(answer)) : later(answer);
      default -> later(answer);
    };
  }

  private static Delivery later(HttpResponse<byte[]> answer) {
    return new Delivery.Later(pause(answer), said(answer));
  }

  /** What stands at the address is for people. */
  private static boolean isPage(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("Content-Type").orElse("").startsWith("text/html");
  }

  /** OTLP tells of records that it has refused in an answer of success. */
  private Delivery taken(byte[] body, int lines) {
    hasTaken = true;
    if (format != HttpFormat.OTLP || body.length == 0) {
      return TAKEN;
    }
    try {
      var partial = MAPPER.readTree(body).path("partialSuccess");
      int refused = partial.path("rejectedLogRecords").asInt();
      return refused > 0
          ? new Delivery.Taken(Math.min(refused, lines), partial.path("errorMessage").asText())
          : TAKEN;
    } catch (IOException | RuntimeException odd) {
      Uncaught.pass(odd);
      return TAKEN; // in whatever words, it has said 200
    }
  }

  /** Its own words are foreign text: whoever shows them makes them printable. */
  private static String said(HttpResponse<byte[]> answer) {
    var text = new String(answer.body(), StandardCharsets.UTF_8).strip();
    return "HTTP %d%s".formatted(answer.statusCode(), text.isEmpty() ? "" : ": " + text);
  }

  /** In seconds (RFC 9110, 10.2.3); of a date, nothing is known. */
  private static Duration pause(HttpResponse<byte[]> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(it -> it.matches("\\d{1,6}"))
        .map(it -> Duration.ofSeconds(Long.parseLong(it)))
        .map(it -> it.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : it)
        .orElse(Duration.ZERO);
  }

  private static String words(IOException silence) {
    return switch (silence) {
      case ConnectException _ -> "it cannot be connected to";
      case UnknownHostException _ -> "its host is not known";
      case SSLException tls -> "TLS with it failed: " + tls.getMessage();
      default -> String.valueOf(silence.getMessage());
    };
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    client.shutdownNow();
    tasks.shutdownNow();
  }
}
