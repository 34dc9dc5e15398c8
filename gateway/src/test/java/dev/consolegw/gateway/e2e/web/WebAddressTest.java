package dev.consolegw.gateway.e2e.web;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static dev.consolegw.gateway.testing.client.RawHttp.header;
import static dev.consolegw.gateway.testing.client.RawHttp.request;
import static dev.consolegw.gateway.testing.client.RawHttp.status;
import static dev.consolegw.gateway.testing.client.RawHttp.upgrade;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.BrowserGateway;
import dev.consolegw.gateway.testing.TestCertificate;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.RawHttp;
import dev.consolegw.gateway.testing.client.WebClient;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where consoles are found: behind a proxy, over TLS, at one of several ports. */
@Timeout(120)
class WebAddressTest {
  @TempDir Path folder;

  /** Believes everybody: who it is, the test asks. */
  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @Test
  void behindAProxyCookiesAreForItsPathAndForTlsAlone() {
    try (var vm = FakeGuest.tcp();
        var gateway =
            new BrowserGateway(
                "{ listen: \"127.0.0.1:0\", public-url: \"https://gw.example.org/consoles\" }",
                console("lab/shared", vm.address()))) {
      var target = "/c/lab/shared?ticket=" + gateway.ticket(ALICE, "shared");

      var answer = RawHttp.ask(gateway.port(), request("GET", target));

      assertThat(header(answer, "Location")).isEqualTo("/consoles/c/lab/shared");
      assertThat(header(answer, "Set-Cookie"))
          .matches(
              "__Secure-console=[A-Za-z0-9_-]{43}; Path=/consoles/c/lab/shared; HttpOnly;"
                  + " SameSite=Strict; Secure");
      var cookie = "Cookie: " + header(answer, "Set-Cookie").split(";", 2)[0];
      var socket = "/c/lab/shared/console";
      var ours = upgrade(socket, cookie, "Origin: https://gw.example.org");
      try (var http = RawHttp.to(gateway.port()).send(ours)) {
        assertThat(status(http.head())).isEqualTo(101);
      }
      var here = upgrade(socket, cookie, "Origin: " + gateway.url());
      assertThat(status(RawHttp.ask(gateway.port(), here))).isEqualTo(403);
    }
  }

  @Test
  void aTicketIsForOneOfSeveralPorts() {
    try (var first = FakeGuest.tcp();
        var second = FakeGuest.tcp();
        var gateway =
            TestGateway.withWeb(
                "{ listen: \"127.0.0.1:0\" }",
                new TestGateway.Entry(
                    "lab/two",
                    "ports: { s0: { address: \"%s\" }, s1: { address: \"%s\" } }"
                        .formatted(first.address(), second.address())))) {
      var result = gateway.ssh(ALICE, "two:s1").command("url --websocket").run();
      assertThat(result.out()).as(result.err()).contains("?port=s1&ticket=");
      try (var web = WebClient.to(result.out().strip())) {
        web.texts().await("port=s1");
        web.type("to the second");
        second.typed().await("to the second");
      }
      var other = gateway.ssh(ALICE, "two:s1").command("url --websocket").run().out().strip();
      var target = other.replaceFirst("ws://[^/]+", "").replace("port=s1", "port=s0");

      assertThat(status(RawHttp.ask(gateway.webPort(), upgrade(target)))).isEqualTo(403);
    }
  }

  @Test
  void theCertificateIsReadAgainWhenItIsAnother() throws Exception {
    var first = TestCertificate.in(Files.createDirectory(folder.resolve("first")));
    var next = TestCertificate.in(Files.createDirectory(folder.resolve("next")));
    try (var vm = FakeGuest.tcp();
        var gateway =
            TestGateway.withWeb(
                "{ listen: \"127.0.0.1:0\", tls: { cert: \"%s\", key: \"%s\" } }"
                    .formatted(first.pem(), first.key()),
                console("lab/shared", vm.address()))) {
      assertThat(gateway.ssh(ALICE, "shared").command("url --websocket").run().out())
          .startsWith("wss://127.0.0.1:" + gateway.webPort() + "/vms/");
      var before = shown(gateway.webPort());
      Files.copy(next.pem(), first.pem(), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(next.key(), first.key(), StandardCopyOption.REPLACE_EXISTING);

      gateway.reload(text -> text);

      assertThat(shown(gateway.webPort())).isNotEqualTo(before);
    }
  }

  private static Certificate shown(int port) throws IOException, GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, null);
    var at = URI.create("https://127.0.0.1:" + port);
    try (var socket =
        (SSLSocket) context.getSocketFactory().createSocket(at.getHost(), at.getPort())) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    }
  }
}
