package dev.consolegw.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.consolegw.gateway.testing.LoggedLines;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.sshd.common.util.logging.AbstractLoggingBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What clients do is in the log in our words or not at all. */
class LibraryLogTest {
  @TempDir private Path folder;

  /** The library logs under the name of the class that it finds itself in. */
  @Test
  void noClassOfOursLendsItsNameToTheLibrarysLines() {
    var loggers =
        ArchConfiguration.withThreadLocalScope(LibraryLogTest::ours).stream()
            .filter(one -> one.isAssignableTo(AbstractLoggingBean.class))
            .map(JavaClass::getName)
            .toList();

    assertThat(loggers).contains(SshChannel.class.getName());
    assertThat(loggers).noneMatch(one -> LoggerFactory.getLogger(one).isErrorEnabled());
    assertThat(LoggerFactory.getLogger(AbstractLoggingBean.class).isErrorEnabled()).isFalse();
  }

  /** With what they extend, which is the library's. */
  private static JavaClasses ours(ArchConfiguration scope) {
    scope.setResolveMissingDependenciesFromClassPath(true);
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages("dev.consolegw.gateway");
  }

  @Test
  void whoHangsUpInTheMiddleOfAnythingIsNotLoggedInTheLibrarysWords() throws Exception {
    try (var logged = LoggedLines.of("ROOT");
        var front = new TestFront(folder, "penalties: { after: 100 }")) {
      for (var said :
          new String[] {"", "GET / HTTP/1.1\r\n\r\n", "SSH-2.0-x\r\n", "SSH-2.0-x\r\n\0\0\0\7"}) {
        try (var socket = front.socket("127.0.0.7")) {
          socket.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
          reset(socket);
        }
      }
      for (int i = 0; i < 5; i++) {
        var session = front.signIn("web1", TestFront.ALICE);
        var shell = session.createShellChannel();
        shell.open().verify(TestFront.PATIENCE);
        session.reExchangeKeys();
        session.close(true); // in the middle of it
      }
      front.serves();

      assertThat(logged.lines()).isNotEmpty().allMatch(line -> line.startsWith("event="));
    }
  }

  /** With something unread, the end of a socket is a reset. */
  private static void reset(Socket socket) throws Exception {
    socket.setSoLinger(true, 0);
  }
}
