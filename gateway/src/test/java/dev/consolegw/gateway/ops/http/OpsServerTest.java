package dev.consolegw.gateway.ops.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.config.value.LocalListen;
import dev.consolegw.gateway.net.http.HttpAnswer;
import dev.consolegw.gateway.net.http.HttpRequest;
import dev.consolegw.gateway.testing.LoggedLines;
import dev.consolegw.gateway.testing.client.RawHttp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients are answered that are programs of this machine, and those that are worse. */
class OpsServerTest {
  private static final int LONG = 8 << 20;
  private static final int HUGE = 64 << 20; // more than the system keeps of a connection
  private static final String END = "\r\n\r\n";
  private static final Map<String, Function<HttpRequest, HttpAnswer>> PAGES =
      Map.of(
          "here", _ -> HttpAnswer.of(200, "text/plain", "found\n"),
          "long", _ -> HttpAnswer.of(200, "text/plain", "x".repeat(LONG)),
          "huge", _ -> new HttpAnswer(200, Map.of(), ByteBuffer.allocate(HUGE)),
          "broken",
              _ -> {
                throw new IllegalStateException("on purpose");
              });

  @TempDir private Path folder;

  private static OpsServer server(String listen) throws IOException {
    return new OpsServer(LocalListen.parse(listen), PAGES);
  }

  private static int port(OpsServer server) {
    return ((InetSocketAddress) server.address()).getPort();
  }

  private static String askUnix(Path path, String request) throws IOException {
    try (var socket = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      var bytes = ByteBuffer.wrap(request.getBytes(US_ASCII));
      while (bytes.hasRemaining()) {
        socket.write(bytes);
      }
      return new String(Channels.newInputStream(socket).readAllBytes(), US_ASCII);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /here HTTP/1.1 | HTTP/1.1 200 OK | found",
        "GET /here?x=1 HTTP/1.0 | HTTP/1.1 200 OK | found",
        "GET /here/ HTTP/1.1 | HTTP/1.1 404 Not Found | there is nothing here but /broken, /here,"
            + " /huge, /long",
        "GET /../here HTTP/1.1 | HTTP/1.1 404 Not Found | there is nothing here but /broken, /here,"
            + " /huge, /long",
        "POST /here HTTP/1.1 | HTTP/1.1 405 Method Not Allowed | ''",
        "HEAD /here HTTP/1.1 | HTTP/1.1 200 OK | ''",
        "GET here HTTP/1.1 | HTTP/1.1 400 Bad Request | this is no request",
        "hello | HTTP/1.1 400 Bad Request | this is no request"
      })
  void eachRequestIsAnsweredOnce(String line, String status, String body) throws IOException {
    try (var server = server("127.0.0.1:0")) {
      var answer = RawHttp.ask(port(server), line + "\r\nHost: a" + END);

      assertThat(answer).startsWith(status + "\r\n").contains("Connection: close\r\n");
      assertThat(answer.substring(answer.indexOf(END) + END.length())).startsWith(body);
    }
  }

  @Test
  void aSocketOfTheFileSystemAnswersTheSame() throws IOException {
    var path = folder.resolve("ops.sock");
    try (var _ = server("unix:" + path)) {
      assertThat(askUnix(path, "GET /here HTTP/1.1\r\nHost: a" + END)).endsWith("\r\n\r\nfound\n");
      assertThat(Files.getPosixFilePermissions(path)).hasSize(4); // owner and group
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void aSocketThatAKilledProcessHasLeftIsReplaced() throws IOException {
    var path = folder.resolve("ops.sock");
    try (var left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();

    try (var _ = server("unix:" + path)) {
      assertThat(askUnix(path, "GET /here HTTP/1.1\r\nHost: a" + END)).contains("found");
    }
  }

  @Test
  void whatSomebodyElseUsesIsNotTakenAway() throws IOException {
    var path = folder.resolve("ops.sock");
    var file = Files.writeString(folder.resolve("file"), "precious");
    try (var _ = server("unix:" + path)) {
      assertThatThrownBy(() -> server("unix:" + path))
          .isInstanceOf(IOException.class)
          .hasMessage("ops cannot listen on unix:" + path + ": another process listens there");
      assertThatThrownBy(() -> server("unix:" + file))
          .isInstanceOf(IOException.class)
          .hasMessageEndingWith("there is a file of this name, which is no socket");
    }
    assertThat(file).hasContent("precious");
  }

  @Test
  void aSocketThatSomebodyElseHasPutInItsPlaceStaysWhenItEnds() throws IOException {
    var path = folder.resolve("ops.sock");
    var first = server("unix:" + path);
    Files.delete(path);
    try (var _ = server("unix:" + path)) {
      first.close();

      assertThat(askUnix(path, "GET /here HTTP/1.1\r\nHost: a" + END)).contains("found");
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void whoSaysNothingOrDoesNotReadItsAnswerIsHungUpOn() throws IOException {
    try (var server = server("127.0.0.1:0");
        var silent = RawHttp.to(port(server));
        var slow = RawHttp.to(port(server)).send("GET /here HT");
        var idle = RawHttp.to(port(server)).send("GET /huge HTTP/1.1\r\nHost: a" + END)) {
      assertThat(silent.rest()).isEmpty();
      assertThat(slow.rest()).isEmpty();
      while (server.clients() > 0) { // soon
        Thread.onSpinWait();
      }
      assertThat(idle.rest().length()).isLessThan(HUGE);
    }
  }

  @Test
  void whoCannotBeAcceptedIsAcceptedLaterAndThatIsSaidOnce() throws IOException {
    int failures = 3;
    var tries = new AtomicInteger();
    OpsServer.Accepting full =
        listening -> {
          if (tries.incrementAndGet() <= failures) {
            throw new IOException("Too many open files");
          }
          return listening.accept();
        };
    long begun = System.nanoTime();
    try (var logged = LoggedLines.of(OpsServer.class.getName());
        var server = new OpsServer(LocalListen.parse("127.0.0.1:0"), PAGES, full)) {
      assertThat(RawHttp.ask(port(server), "GET /here HTTP/1.1\r\nHost: a" + END))
          .contains("found");

      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .as("a pause after each")
          .isGreaterThanOrEqualTo(OpsServer.LOOK.multipliedBy(failures));
      assertThat(logged.lines())
          .containsExactly(
              "event=ops-accept-failed cause=\"java.io.IOException: Too many open files\"");
    }
  }

  @Test
  void ofWhoeverCannotBeHeardNothingIsLeft() throws IOException {
    var first = new AtomicReference<SocketChannel>();
    OpsServer.Accepting deaf =
        listening -> {
          var channel = listening.accept();
          return channel != null && first.compareAndSet(null, channel)
              ? new Unready(channel)
              : channel;
        };
    try (var server = new OpsServer(LocalListen.parse("127.0.0.1:0"), PAGES, deaf);
        var unheard = RawHttp.to(port(server))) {
      assertThat(unheard.rest()).isEmpty(); // it is hung up on
      assertThat(Objects.requireNonNull(first.get()).isOpen()).isFalse();
      assertThat(RawHttp.ask(port(server), "GET /here HTTP/1.1\r\nHost: a" + END))
          .contains("found");
    }
  }

  @Test
  void aLongAnswerArrivesWhole() throws IOException {
    try (var server = server("127.0.0.1:0")) {
      assertThat(RawHttp.ask(port(server), "GET /long HTTP/1.1\r\nHost: a" + END))
          .endsWith(END + "x".repeat(LONG));
    }
  }

  @Test
  void aCrowdShutsNobodyOut() throws IOException {
    var crowd = new ArrayList<RawHttp>();
    try (var server = server("127.0.0.1:0")) {
      for (int i = 0; i < 4 * OpsServer.CLIENTS; i++) {
        crowd.add(RawHttp.to(port(server)));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(RawHttp.ask(port(server), "GET /here HTTP/1.1\r\nHost: a" + END))
            .contains("found");
        assertThat(server.clients()).isLessThanOrEqualTo(OpsServer.CLIENTS);
      }
    } finally {
      crowd.forEach(RawHttp::close);
    }
  }

  @Test
  void aHeadWithoutAnEndIsRefused() throws IOException {
    try (var server = server("127.0.0.1:0")) {
      assertThat(
              RawHttp.ask(port(server), "GET /here HTTP/1.1\r\nX: " + "x".repeat(16 * 1024 - 23)))
          .startsWith("HTTP/1.1 431 ");
    }
  }

  @Test
  void aPageThatFailsEndsItsClientAlone() throws IOException {
    try (var server = server("127.0.0.1:0")) {
      assertThat(RawHttp.ask(port(server), "GET /broken HTTP/1.1\r\nHost: a" + END)).isEmpty();
      assertThat(RawHttp.ask(port(server), "GET /here HTTP/1.1\r\nHost: a" + END))
          .contains("found");
    }
  }
}
