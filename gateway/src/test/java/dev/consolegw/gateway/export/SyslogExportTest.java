package dev.consolegw.gateway.export;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A syslog server, which acknowledges nothing. */
@Tag("slow")
@Timeout(120)
class SyslogExportTest {
  @TempDir Path folder;
  private SSLServerSocket server;
  private String settings;

  @BeforeEach
  void listen() throws IOException {
    var certificate = TestCertificate.in(folder);
    server =
        (SSLServerSocket)
            certificate
                .server()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
    server.setSoTimeout(Math.toIntExact(Duration.ofMinutes(1).toMillis()));
    settings =
        "logs: { to: \"syslog+tls://127.0.0.1:%d\", ca: \"%s\" }"
            .formatted(server.getLocalPort(), certificate.pem());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  /** One message, as RFC 5425 frames it. */
  private static String message(InputStream in) throws IOException {
    int length = 0;
    for (int c = in.read(); c != ' '; c = in.read()) {
      assertThat(c).isBetween((int) '0', (int) '9');
      length = 10 * length + c - '0';
    }
    return new String(in.readNBytes(length), US_ASCII);
  }

  @Test
  void aLineIsAMessageOfItsServer() throws Exception {
    try (var stage = new ExportStage(folder, settings)) {
      stage.open("web 1").prints("gr\u00fcn\n");
      try (var caller = (SSLSocket) server.accept()) {
        assertThat(message(caller.getInputStream()))
            .matches(
                "<134>1 \\d{4}-\\d\\d-\\d\\dT\\S+Z web_1 console-gw - line - \\{\"time\":.*"
                    + "\"offset\":0,\"text\":\"gr\\\\u00FCn\"}");
      }
    }
  }

  @Test
  void whatWasSentRightBeforeTheEndOfAConnectionIsSentAgain() throws Exception {
    try (var stage = new ExportStage(folder, settings)) {
      var web1 = stage.open("web1");
      for (int i = 0; i < 100; i++) {
        web1.prints("line " + i + "\n");
      }
      try (var caller = (SSLSocket) server.accept()) {
        assertThat(message(caller.getInputStream())).endsWith("\"text\":\"line 0\"}");
      }
      web1.prints("more\n");
      try (var again = (SSLSocket) server.accept()) {
        assertThat(texts(again.getInputStream(), 101))
            .contains("line 1", "line 50", "line 99", "more");
      }
    }
  }

  private static List<String> texts(InputStream in, int count) throws IOException {
    var texts = new ArrayList<String>();
    while (texts.stream().distinct().count() < count) {
      texts.add(message(in).replaceAll(".*\"text\":\"(.*)\"}", "$1"));
    }
    return texts;
  }

  @Test
  void whatHasSettledIsNotSentTwice() throws Exception {
    try (var stage = new ExportStage(folder, settings)) {
      var web1 = stage.open("web1").prints("one\n");
      try (var caller = (SSLSocket) server.accept()) {
        assertThat(message(caller.getInputStream())).endsWith("\"text\":\"one\"}");
        while (!Files.readString(folder.resolve("export/logs.cursors")).contains("4 ")) {
          Thread.onSpinWait(); // until it is noted as taken
        }
      }
      web1.prints("two\n");
      try (var again = (SSLSocket) server.accept()) {
        assertThat(message(again.getInputStream())).endsWith("\"text\":\"two\"}");
      }
    }
  }
}
