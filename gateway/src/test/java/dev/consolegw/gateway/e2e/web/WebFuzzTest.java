package dev.consolegw.gateway.e2e.web;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.LoggedLines;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TypedBytes;
import dev.consolegw.gateway.testing.client.WebClient;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever sends what no browser would, before it has a websocket and in one. */
@Tag("long")
@Timeout(600)
class WebFuzzTest {
  private static final int PLACES = 20;
  private static final int REQUESTS = 3000;
  private static final int WEBSOCKETS = 40;
  private static final int PATIENCE_MILLIS = 60_000;

  private static final String ANYTHING = "GET /nowhere HTTP/1.1\r\nHost: gw\r\n\r\n";

  /** How each answer begins. */
  private static final String STATUS = "HTTP/1.1 4";

  private static final List<String> PIECES =
      List.of(
          "GET ",
          "/vms/shared/console",
          "?ticket=" + "a".repeat(43),
          "?ticket=%ff%",
          " HTTP/1.1\r\n",
          "Host: gw\r\n",
          "Upgrade: websocket\r\n",
          "Connection: Upgrade\r\n",
          "Sec-WebSocket-Version: 13\r\n",
          "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n",
          "Sec-WebSocket-Extensions: permessage-deflate\r\n",
          "Origin: https://evil.example.org\r\n",
          "Cookie: __Secure-console=a; a=b\r\n",
          "Content-Length: 99999999999999999999\r\n",
          "Transfer-Encoding: chunked\r\n",
          "X: " + " ".repeat(3000) + "\0\r\n",
          "\r\n",
          "\r\n\r\n");

  private final FakeGuest vm = FakeGuest.tcp();
  private final LoggedLines log = LoggedLines.of("dev.consolegw");
  private final TestGateway gateway =
      TestGateway.withWeb(
          "{ listen: \"127.0.0.1:0\", strangers: %d, strangers-per-address: %d }"
              .formatted(PLACES, PLACES),
          console("lab/shared", vm));

  @AfterEach
  void allIsAsBefore() throws IOException {
    try (log;
        gateway;
        vm) {
      everyPlaceIsFree();
      try (var client = WebClient.to(url())) {
        client.texts().await("attached");
        client.type("fine");
        vm.awaitTyped("fine");
      }
      assertThat(log.lines()).noneMatch(line -> line.matches("event=[a-z-]*(fault|failed).*"));
    }
  }

  private String url() {
    var result = gateway.ssh(ALICE, "shared").command("url --websocket").run();
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out().strip();
  }

  private Socket dial() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.webPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** As many strangers as may be are heard, all at once, when the last ones are seen to be gone. */
  private void everyPlaceIsFree() throws IOException {
    long end = System.nanoTime() + TypedBytes.PATIENCE.toNanos();
    while (!areAllHeard()) {
      assertThat(System.nanoTime()).as("places are still taken").isLessThan(end);
    }
  }

  private boolean areAllHeard() throws IOException {
    var strangers = new ArrayList<Socket>();
    for (int i = 0; i < PLACES; i++) {
      strangers.add(dial());
    }
    boolean heard = true;
    for (var stranger : strangers) {
      try (stranger) {
        heard &= answer(stranger, ANYTHING).startsWith("HTTP/1.1 404");
      } catch (IOException notLetIn) {
        heard = false;
      }
    }
    return heard;
  }

  private static String answer(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  @Test
  void whatIsNoRequestIsAnsweredOrHungUpOnAndCostsNoPlace() throws IOException {
    var random = new Random(1);
    for (int i = 0; i < REQUESTS; i++) {
      try (var socket = dial()) {
        try {
          var request = request(random);
          socket.getOutputStream().write(request.getBytes(ISO_8859_1));
          if (request.contains("\r\n\r\n") && random.nextInt(4) > 0) {
            assertThat(socket.getInputStream().readNBytes(STATUS.length()))
                .startsWith(STATUS.getBytes(ISO_8859_1));
          }
        } catch (IOException reset) {
          // It had enough before all of it was sent.
        }
      }
    }
  }

  private static String request(Random random) {
    var request =
        new StringBuilder(random.nextBoolean() ? "GET /vms/shared/console HTTP/1.1\r\n" : "");
    for (int i = random.nextInt(14); i > 0; i--) {
      request.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    for (int i = random.nextInt(3); i > 0 && !request.isEmpty(); i--) {
      request.setCharAt(random.nextInt(request.length()), (char) random.nextInt(256));
    }
    return random.nextInt(3) > 0 ? request + "\r\n\r\n" : request.toString();
  }

  @Test
  void whatIsNoFrameEndsItsOwnWebsocketAlone() throws IOException {
    var random = new Random(2);
    try (var other = WebClient.to(url())) {
      for (int i = 0; i < WEBSOCKETS; i++) {
        try (var socket = upgraded(url())) {
          socket.getOutputStream().write(frames(random));
          socket.shutdownOutput();
          socket.getInputStream().readAllBytes(); // until it is hung up on
        } catch (IOException reset) {
          // It had enough before all of it was sent.
        }
      }
      vm.print("still here");
      other.output().await("still here");
    }
    var left = gateway.ssh(ALICE, "shared").command("who --json").run();
    assertThat(left.out()).doesNotContain("web-");
  }

  private Socket upgraded(String url) throws IOException {
    var to = URI.create(url);
    var socket = dial();
    socket
        .getOutputStream()
        .write(
            """
            GET %s?%s HTTP/1.1\r
            Host: gw\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r
            \r
            """
                .formatted(to.getRawPath(), to.getRawQuery())
                .getBytes(ISO_8859_1));
    var head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) socket.getInputStream().read());
    }
    assertThat(head).startsWith("HTTP/1.1 101");
    return socket;
  }

  /** Good ones, and among them what breaks the protocol in every place. */
  private static byte[] frames(Random random) {
    var all = new ByteArrayOutputStream();
    for (int i = random.nextInt(200); i >= 0; i--) {
      boolean odd = random.nextInt(60) == 0;
      int opcode = odd ? random.nextInt(16) : new int[] {1, 2, 9, 10}[random.nextInt(4)];
      int first = opcode | (odd ? random.nextInt(8) << 4 : 0) | (random.nextInt(80) > 0 ? 0x80 : 0);
      frame(all, first, payload(random, opcode), odd ? random : null);
    }
    return all.toByteArray();
  }

  private static byte[] payload(Random random, int opcode) {
    var bytes = new byte[random.nextInt(opcode > 7 ? 126 : 400)];
    random.nextBytes(bytes);
    var controls =
        List.of(
            "{\"type\":\"take\"}",
            "{\"type\":\"give\"}",
            "{\"type\":\"resize\",\"cols\":80,\"rows\":24}",
            "{\"type\":\"replay\",\"what\":\"5\"}",
            "[[[[[[[[[[[[");
    return opcode == 1 && random.nextInt(3) > 0
        ? controls.get(random.nextInt(controls.size())).getBytes(ISO_8859_1)
        : bytes;
  }

  private static void frame(
      ByteArrayOutputStream to, int first, byte[] payload, @Nullable Random odd) {
    var head = ByteBuffer.allocate(14).put((byte) first);
    int mask = odd != null && odd.nextBoolean() ? 0 : 0x80;
    if (odd != null && odd.nextInt(3) == 0) {
      head.put((byte) (mask | 127)).putLong(odd.nextLong());
    } else if (payload.length > 125) {
      head.put((byte) (mask | 126)).putShort((short) payload.length);
    } else {
      head.put((byte) (mask | payload.length));
    }
    head.put(new byte[mask == 0 ? 0 : 4]); // a mask of zeros
    to.write(head.array(), 0, head.position());
    to.writeBytes(payload);
  }
}
