package dev.consolegw.gateway.directory.vspc.imported;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;

/**
 * Which TCP port each serial port had with vSPC.py: what its File backend has written, whichever of
 * Python's databases that is, or lines {@code name:uuid:port}, as its client lists them.
 */
public final class PortMap {
  /** Larger files are not read, in bytes. */
  static final int LARGEST = 64 << 20;

  private static final int LAST_PORT = 65_535;
  private static final Pattern NO_DIGITS = Pattern.compile("[ -]");
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{32}");
  private static final String AS_TEXT =
      "; write it as lines name:uuid:port instead, on the machine of vSPC.py, with: python3 -c"
          + " 'import shelve; [print(v[\"name\"], v[\"uuid\"], v[\"port\"], sep=\":\") for v in"
          + " shelve.open(\"FILE\").values()]'";

  private PortMap() {}

  /**
   * One serial port of that map.
   *
   * @param uuid of its VM, 32 hexadecimal digits in lower case
   * @param label what the serial port is called, where that stood behind the UUID; else empty
   * @param port the TCP port
   */
  public record Entry(String uuid, String label, int port) {}

  /**
   * Reads a map. Waits for the disk.
   *
   * @param file as vSPC.py was given it, which may stand for several files
   * @throws IOException with one sentence for the operator
   */
  public static List<Entry> read(Path file) throws IOException {
    var name = file.toString();
    try {
      if (Files.isRegularFile(file)) {
        return entries(file, ByteBuffer.wrap(bytes(file)));
      }
      if (Files.isRegularFile(Path.of(name + ".db"))) {
        return entries(file, ByteBuffer.wrap(bytes(Path.of(name + ".db"))));
      }
      if (Files.isRegularFile(Path.of(name + ".dir"))) {
        var index = bytes(Path.of(name + ".dir"));
        return shelved(file, PythonDatabases.dumb(index, bytes(Path.of(name + ".dat"))));
      }
    } catch (BufferUnderflowException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | NoSuchElementException
        | ArithmeticException cut) {
      throw new IOException(
          file + " is a database of Python's that is cut or garbled" + AS_TEXT, cut);
    }
    throw new IOException("there is no port map " + file + ", nor one with .db or .dir behind it");
  }

  private static byte[] bytes(Path file) throws IOException {
    try {
      if (Files.size(file) <= LARGEST) {
        return Files.readAllBytes(file);
      }
    } catch (IOException failure) {
      throw new IOException(file + " cannot be read", failure);
    }
    throw new IOException(file + " is too large to be a port map");
  }

  private static List<Entry> entries(Path file, ByteBuffer all) throws IOException {
    if (PythonDatabases.isGdbm(all)) {
      return shelved(file, PythonDatabases.gdbm(all));
    }
    if (PythonDatabases.isBerkeley(all)) {
      return shelved(file, PythonDatabases.berkeley(all));
    }
    return lines(file, StandardCharsets.UTF_8.decode(all.duplicate().clear()).toString());
  }

  private static List<Entry> shelved(Path file, List<ByteBuffer> values) throws IOException {
    var map = new Reading(file);
    for (var value : values) {
      var fields = PickledMapping.read(value);
      if (!(fields.get("uuid") instanceof String uuid)
          || !(fields.get("port") instanceof Integer port)) {
        throw new IOException(file + " holds something else than vSPC.py's ports" + AS_TEXT);
      }
      map.add("", uuid, String.valueOf(port));
    }
    return map.entries;
  }

  private static List<Entry> lines(Path file, String text) throws IOException {
    var map = new Reading(file);
    int number = 0;
    for (var line : text.split("\r?\n", -1)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      int last = line.lastIndexOf(':');
      int before = last < 0 ? -1 : line.lastIndexOf(':', last - 1);
      if (before < 0) {
        throw new IOException(
            "%s:%d: this is no port of vSPC.py; write name:uuid:port".formatted(file, number));
      }
      map.add(":" + number, line.substring(before + 1, last), line.substring(last + 1));
    }
    return map.entries;
  }

  /** What is read, one after the other. */
  private static final class Reading {
    private final Path file;
    private final List<Entry> entries = new ArrayList<>();
    private final HashSet<Integer> ports = new HashSet<>();

    Reading(Path file) {
      this.file = file;
    }

    /**
     * Takes one.
     *
     * @param uuid with the label of the serial port behind a {@code _}, if it has one
     */
    void add(String place, String uuid, String port) throws IOException {
      int end = uuid.indexOf('_');
      var digits =
          NO_DIGITS
              .matcher(end < 0 ? uuid : uuid.substring(0, end))
              .replaceAll("")
              .toLowerCase(Locale.ROOT);
      if (!UUID.matcher(digits).matches()) {
        throw new IOException(
            file + place + ": a UUID has 32 hexadecimal digits, this one has not");
      }
      if (!port.matches("[1-9][0-9]{0,4}") || Integer.parseInt(port) > LAST_PORT) {
        throw new IOException(file + place + ": a TCP port is a number from 1 to " + LAST_PORT);
      }
      if (!ports.add(Integer.valueOf(port))) {
        throw new IOException(file + place + ": port " + port + " is there twice");
      }
      entries.add(
          new Entry(digits, end < 0 ? "" : uuid.substring(end + 1), Integer.parseInt(port)));
    }
  }
}
