package dev.consolegw.gateway.directory.vspc.imported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.gateway.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The port map of vSPC.py, as Python itself writes it, and as people do. */
class PortMapTest {
  private static final int PORTS = 300;

  /** As vSPC.py does: a shelf, one mapping for each UUID; every third VM is forgotten again. */
  private static final String SHELF =
      """
      import sys, shelve, importlib, pickle
      kind, path, count, protocol = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
      shelf = shelve.Shelf(importlib.import_module('dbm.' + kind).open(path, 'c'), protocol)
      for again in range(2):
          for i in range(count):
              uuid = '%016x-%016x' % (i, i + 1)
              shelf[uuid] = {'uuid': uuid, 'name': 'web é:%d' % i, 'port': (9, 50000)[again] + i}
      for i in range(0, count, 3):
          del shelf['%016x-%016x' % (i, i + 1)]
      shelf.close()
      """;

  @TempDir private Path folder;

  private Path shelf(String kind, int protocol) {
    var file = folder.resolve("ports-" + kind);
    Program.run(
        "/usr/bin/python3",
        "-c",
        SHELF,
        kind,
        file.toString(),
        String.valueOf(PORTS),
        String.valueOf(protocol));
    return file;
  }

  private Path text(String lines) throws IOException {
    return Files.writeString(folder.resolve("ports.txt"), lines);
  }

  @ParameterizedTest
  @CsvSource({"gnu, 4", "ndbm, 4", "dumb, 4", "gnu, 1", "ndbm, 2", "dumb, 3", "gnu, 5"})
  void theFileOfItsFileBackendIsReadAsItIs(String kind, int protocol) throws IOException {
    var read = PortMap.read(shelf(kind, protocol));

    var wanted =
        IntStream.range(0, PORTS)
            .filter(i -> i % 3 != 0)
            .mapToObj(i -> new PortMap.Entry("%016x%016x".formatted(i, i + 1), "", 50_000 + i))
            .toList();
    assertThat(read).containsExactlyInAnyOrderElementsOf(wanted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gnu", "ndbm", "dumb"})
  void aFileThatIsCutIsToldInOneSentence(String kind) throws IOException {
    var whole = shelf(kind, 4);
    var file =
        Files.exists(whole) ? whole : Path.of(whole + (kind.equals("ndbm") ? ".db" : ".dat"));
    var bytes = Files.readAllBytes(file);
    for (int size = 200; size < bytes.length; size += 997) {
      Files.write(file, Arrays.copyOf(bytes, size));
      try {
        assertThat(PortMap.read(whole)).hasSizeLessThanOrEqualTo(PORTS);
      } catch (IOException sentence) {
        assertThat(sentence).hasMessageContaining(whole.toString());
      }
    }
  }

  @Test
  void linesAsItsClientListsThemAreRead() throws IOException {
    var read =
        PortMap.read(
            text(
                """
                # name:uuid:port

                web1:0123456789abcdef-fedcba9800000000:50001
                db: one_s1:01 23 45 67 89 AB cd ef-fe dc ba 98 00 00 00 01_s1:50007
                x:01234567-89ab-cdef-fedc-ba9800000002:1\r
                """));

    assertThat(read)
        .containsExactly(
            new PortMap.Entry("0123456789abcdeffedcba9800000000", "", 50_001),
            new PortMap.Entry("0123456789abcdeffedcba9800000001", "s1", 50_007),
            new PortMap.Entry("0123456789abcdeffedcba9800000002", "", 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "web1 50001 | ports.txt:1: this is no port of vSPC.py; write name:uuid:port",
        "a:b | ports.txt:1: this is no port of vSPC.py; write name:uuid:port",
        "a:0123:50001 | ports.txt:1: a UUID has 32 hexadecimal digits, this one has not",
        "a:0123456789abcdef-fedcba9800000000:0 | ports.txt:1: a TCP port is a number from 1 to"
            + " 65535",
        "a:0123456789abcdef-fedcba9800000000:70000 | ports.txt:1: a TCP port is a number from 1 to"
            + " 65535"
      })
  void aLineThatIsNoneIsToldWithItsPlace(String line, String sentence) throws IOException {
    var file = text(line + "\n");

    assertThatThrownBy(() -> PortMap.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(sentence);
  }

  @Test
  void aPortThatIsThereTwiceAndAFileThatIsNotThereAreTold() throws IOException {
    var file =
        text("a:0123456789abcdef-fedcba9800000000:7\nb:0123456789abcdef-fedcba9800000001:7\n");

    assertThatThrownBy(() -> PortMap.read(file)).hasMessageEndingWith("2: port 7 is there twice");
    assertThatThrownBy(() -> PortMap.read(folder.resolve("none")))
        .hasMessageStartingWith("there is no port map ")
        .hasMessageEndingWith("none, nor one with .db or .dir behind it");
  }

  @Test
  void aShelfOfSomethingElseIsTold() {
    var file = folder.resolve("other");
    Program.run(
        "/usr/bin/python3",
        "-c",
        "import shelve, sys\ns = shelve.open(sys.argv[1])\ns['a'] = {'b': 1}\ns.close()",
        file.toString());

    assertThatThrownBy(() -> PortMap.read(file))
        .hasMessageContaining("holds something else than vSPC.py's ports; write it as lines");
  }

  @Test
  void whatWouldRunSomethingIsNotRead() {
    var file = folder.resolve("evil");
    Program.run(
        "/usr/bin/python3",
        "-c",
        """
        import shelve, sys, os
        class Evil:
            def __reduce__(self):
                return (os.system, ('touch /tmp/evil',))
        s = shelve.open(sys.argv[1])
        s['a'] = {'uuid': Evil(), 'port': 1}
        s.close()
        """,
        file.toString());

    assertThatThrownBy(() -> PortMap.read(file)).isInstanceOf(IOException.class);
  }
}
