package dev.consolegw.gateway.net.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client asks, read from its bytes. */
class HttpRequestTest {
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  private static Optional<HttpRequest> read(String head) {
    return HttpRequest.parse(head.getBytes(ISO_8859_1));
  }

  private static HttpRequest get(String target, String... headers) {
    return read(head(target, headers)).orElseThrow();
  }

  private static String head(String target, String... headers) {
    var all = new ArrayList<>(List.of("GET " + target + " HTTP/1.1", "Host: gw:8890"));
    all.addAll(List.of(headers));
    return String.join("\r\n", all) + "\r\n\r\n";
  }

  @Test
  void aRequestIsTakenApart() {
    var request =
        get("/vms/lab%2Fweb%201/console?ticket=a-b_c&replay=20&ro", "ORIGIN:https://a.example \t");

    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.path()).containsExactly("vms", "lab/web 1", "console");
    assertThat(request.query())
        .containsEntry("ticket", "a-b_c")
        .containsEntry("replay", "20")
        .containsEntry("ro", "");
    assertThat(request.header("origin")).contains("https://a.example");
    assertThat(request.header("cookie")).isEmpty();
    assertThat(request.ticket()).contains("a-b_c");
  }

  @Test
  void percentSignsStandForBytesOfUtf8() {
    assertThat(get("/vms/%C3%A9%F0%9F%98%80%25/console").path().get(1)).isEqualTo("é😀%");
    assertThat(get("/?a=%26%3D&a=2").query()).containsEntry("a", "&=").hasSize(1);
    assertThat(get("/a/../b//c").path()).containsExactly("a", "..", "b", "", "c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%", "/%4", "/%zz", "/%C3", "/%C3%28", "/%ED%A0%80", "/?a=%", "/%+1"})
  void whatStandsForNothingIsNoRequest(String target) {
    assertThat(read(head(target))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n\r\n",
        "GET\r\n\r\n",
        "GET /\r\n\r\n",
        "get / HTTP/1.1\r\n\r\n",
        "GET / HTTP/2\r\n\r\n",
        "GET  / HTTP/1.1\r\n\r\n",
        "GET http://gw/ HTTP/1.1\r\n\r\n",
        "CONNECT gw:22 HTTP/1.1\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost\r\n\r\n",
        "GET / HTTP/1.1\r\n: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\nA: b\nOrigin: c\r\n\r\n",
        "GET / HTTP/1.1\r\nA: b\rOrigin: c\r\n\r\n",
        "GET / HTTP/1.1\r\nA: \0\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2p1\r\n\r\n"
      })
  void whatIsNoRequestIsNone(String head) {
    assertThat(read(head)).isEmpty();
  }

  /** A proxy in front might have looked at the other one. */
  @Test
  void ofTwoThatMayStandThereOnceNoneCounts() {
    assertThat(read(head("/", "hOST: gw:8890"))).isEmpty();
    assertThat(read(head("/", "Content-Length: 0", "Content-Length: 7"))).isEmpty();
    assertThat(get("/", "Origin: a", "oRIGIN: b").header("origin")).contains("a,b");
    assertThat(get("/", "Authorization: Bearer a", "Authorization: Bearer b").ticket())
        .isPresent()
        .hasValueSatisfying(ticket -> assertThat(ticket).isNotIn("a", "b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 1", "Content-Length: x", "Transfer-Encoding: chunked"})
  void aBodyIsNotWaitedFor(String header) {
    assertThat(read(head("/", header))).isEmpty();
  }

  @Test
  void cookiesAreFoundByTheirWholeName() {
    var request = get("/", "Cookie: x=1; __Secure-console=abc; __Secure-console-menu=def; a");
    assertThat(request.cookie("__Secure-console")).contains("abc");
    assertThat(request.cookie("__Secure-console-menu")).contains("def");
    assertThat(request.cookie("console")).isEmpty();
    assertThat(request.cookie("a")).isEmpty();
  }

  @Test
  void listsMayStandInSeveralLines() {
    assertThat(get("/", "Connection: keep-alive", "Connection: Upgrade").header("connection"))
        .contains("keep-alive,Upgrade");
  }

  @Test
  void headersAreBounded() {
    var many = new String[HttpRequest.HEADERS + 1];
    for (int i = 0; i < many.length; i++) {
      many[i] = "X-" + i + ": a";
    }
    assertThat(read(head("/", many))).isEmpty();
    assertThat(read(head("/", Arrays.copyOf(many, HttpRequest.HEADERS - 2)))).isPresent();
  }

  @Test
  void aTicketComesAsABearerOrInTheQueryAndTheHeaderCounts() {
    assertThat(get("/?ticket=q", "Authorization: bearer  h ").ticket()).contains("h");
    assertThat(get("/?ticket=q", "Authorization: Basic h").ticket()).contains("q");
    assertThat(get("/").ticket()).isEmpty();
  }

  @Test
  void ticketsAreNotShown() {
    assertThat(
            get("/?ticket=s3cret", "Authorization: Bearer s3cret", "Cookie: a=s3cret").toString())
        .doesNotContain("s3cret");
  }

  /** A stranger may send this, and one thread reads all of them. */
  @Test
  void theWorstHeadTakesNoTime() {
    int most = HttpRequest.LIMIT - 100;
    for (var worst :
        List.of(
            "A:" + " ".repeat(most) + "\0",
            "A:a" + " ".repeat(most) + "\0",
            "A:" + "a \t".repeat(most / 3) + "\0",
            "A".repeat(most),
            "A:\r\n".repeat(most / 4),
            "A".repeat(most) + ":" + "a")) {
      assertTimeoutPreemptively(AT_ONCE, () -> read(head("/", worst)));
    }
    for (var worst : List.of("/" + "/".repeat(most), "/?" + "&a=".repeat(most / 3))) {
      assertTimeoutPreemptively(AT_ONCE, () -> read(head(worst)));
    }
  }

  @Property
  void anyBytesAreARequestOrNone(@ForAll long seed) {
    var random = new Random(seed);
    var bytes =
        head("/vms/lab%2Fa/console?ticket=abc", "Origin: https://a.example", "Connection: Upgrade")
            .getBytes(ISO_8859_1);
    for (int i = random.nextInt(6); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    int end = HttpRequest.endOfHead(bytes, 0, bytes.length);

    var request = HttpRequest.parse(Arrays.copyOf(bytes, Math.max(end, 0)));

    request.ifPresent(it -> {
      assertThat(it.path().isEmpty()).isFalse();
      assertThat(it.headers().keySet().stream().allMatch(name -> name.matches("[^A-Z\\s:]+")))
          .isTrue();
    });
  }

  @Property
  void aHeadEndsAtTheSamePlaceInWhateverPiecesItComes(@ForAll long seed) {
    var random = new Random(seed);
    var letters = "\r\n\r\n\r\nab".getBytes(ISO_8859_1);
    var bytes = new byte[random.nextInt(40)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = letters[random.nextInt(letters.length)];
    }
    int end = -1;
    int size = 0;
    while (size < bytes.length && end < 0) {
      int before = size;
      size = Math.min(bytes.length, size + 1 + random.nextInt(5));
      end = HttpRequest.endOfHead(bytes, before, size);
    }

    assertThat(end).isEqualTo(HttpRequest.endOfHead(bytes, 0, bytes.length));
  }
}
