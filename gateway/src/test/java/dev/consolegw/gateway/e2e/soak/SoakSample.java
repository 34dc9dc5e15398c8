package dev.consolegw.gateway.e2e.soak;

import dev.consolegw.gateway.testing.Program;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a process has at rest: figures by name, such as {@code threads}, and {@code objects of} a
 * class for each class of ours and of the libraries that keep something for a client.
 */
record SoakSample(Map<String, Long> figures) {
  private static final int TAKES = 3;
  private static final String SOCKETS = "sockets";
  private static final String SEGMENTS = "open segments";
  private static final String OTHERS = "other descriptors";
  private static final String OBJECTS = "objects of ";

  /** A line of jcmd's, whose count is that of what can be reached. */
  private static final Pattern LINE =
      Pattern.compile("(?m)^ *\\d+: +(\\d+) +\\d+ +([\\w.$/\\[;]+)");

  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
  private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  /** Not what comes with open segments, which are counted as such. */
  private static final Pattern KEPT_FOR_SOMEBODY =
      Pattern.compile(
          "dev\\.consolegw\\.(?!gateway\\.history\\.store\\.OpenFiles).*|org\\.apache\\.sshd\\..*"
              + "|java\\.lang\\.(Virtual)?Thread|java\\.nio\\.DirectByteBuffer"
              + "|sun\\.nio\\.ch\\.(Socket|Selection).*|javax\\.crypto\\.Cipher");

  /** Of each, how much more there may be after half of the time, and again after the other half. */
  private static final Map<String, Long> ALLOWED =
      Map.of(
          "heap, bytes",
          2_500_000L,
          "resident, kB",
          48_000L,
          "threads",
          6L,
          SOCKETS,
          2L,
          SEGMENTS,
          256L, // as many as are on disk, for reading and for writing
          OTHERS,
          8L,
          "files of the state",
          24L,
          "state, bytes",
          4_000_000L);

  private static final long ALLOWED_OBJECTS = 32;

  /** The least of some looks: what ends a little later is there in one and not in the next. */
  static SoakSample of(long pid, Path state) throws IOException {
    var least = take(pid, state);
    for (int i = 1; i < TAKES; i++) {
      var next = take(pid, state);
      least.replaceAll((name, value) -> Math.min(value, next.getOrDefault(name, 0L)));
    }
    return new SoakSample(least);
  }

  private static Map<String, Long> take(long pid, Path state) throws IOException {
    var figures = new TreeMap<String, Long>();
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var histogram = Program.run(jcmd, String.valueOf(pid), "GC.class_histogram");
    var total = TOTAL.matcher(histogram);
    if (!total.find()) {
      throw new AssertionError("jcmd counts nothing: " + histogram);
    }
    figures.put("heap, bytes", Long.valueOf(total.group(1)));
    LINE.matcher(histogram)
        .results()
        .filter(line -> KEPT_FOR_SOMEBODY.matcher(line.group(2)).matches())
        .forEach(line ->
            figures.merge(
                OBJECTS + withoutAddress(line.group(2)), Long.valueOf(line.group(1)), Long::sum));
    var proc = Path.of("/proc", String.valueOf(pid));
    var resident = RSS.matcher(Files.readString(proc.resolve("status")));
    figures.put("resident, kB", resident.find() ? Long.valueOf(resident.group(1)) : 0);
    figures.put("threads", (long) names(proc.resolve("task")).size());
    for (var kind : List.of(SOCKETS, SEGMENTS, OTHERS)) {
      figures.put(kind, 0L);
    }
    for (var descriptor : names(proc.resolve("fd"))) {
      figures.merge(kind(descriptor), 1L, Long::sum);
    }
    var files = files(state);
    figures.put("files of the state", (long) files.size());
    figures.put("state, bytes", files.stream().mapToLong(file -> file.toFile().length()).sum());
    return figures;
  }

  /** All below a folder, in which the gateway makes and deletes some meanwhile. */
  static List<Path> files(Path folder) throws IOException {
    var all = new ArrayList<Path>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            all.add(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path gone, IOException why) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path left, @Nullable IOException why) {
            return FileVisitResult.CONTINUE;
          }
        });
    return all;
  }

  /** The names of lambdas have an address in them. */
  private static String withoutAddress(String type) {
    return type.replaceAll("/0x[0-9a-f]+", "");
  }

  private static List<Path> names(Path folder) throws IOException {
    try (var all = Files.list(folder)) {
      return all.toList();
    }
  }

  /** What it is of; a segment that was deleted is one no more. */
  private static String kind(Path descriptor) throws IOException {
    try {
      var to = Files.readSymbolicLink(descriptor).toString();
      if (to.startsWith("socket:")) {
        return SOCKETS;
      }
      return to.contains("/state/history/") && to.endsWith(".log") ? SEGMENTS : OTHERS;
    } catch (NoSuchFileException closed) {
      return OTHERS;
    }
  }

  /**
   * What grows with time: what is more in the middle than at the beginning, and more again at the
   * end. What was made once, at whatever time, is not.
   */
  static List<String> grown(SoakSample begin, SoakSample middle, SoakSample end) {
    var grown = new ArrayList<String>();
    end.figures.forEach((name, last) -> {
      long first = begin.figures.getOrDefault(name, 0L);
      long between = middle.figures.getOrDefault(name, 0L);
      long allowed = ALLOWED.getOrDefault(name, ALLOWED_OBJECTS);
      if (between - first > allowed && last - between > allowed) {
        grown.add("%s: %d, then %d, then %d".formatted(name, first, between, last));
      }
    });
    return grown;
  }

  /** The figures without the objects, in a line. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    figures.forEach((name, value) -> {
      if (!name.startsWith(OBJECTS)) {
        text.append(text.isEmpty() ? "" : " · ").append(name).append(": ").append(value);
      }
    });
    long ours =
        figures.entrySet().stream()
            .filter(it -> it.getKey().startsWith(OBJECTS + "dev.consolegw."))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return text + " · objects of ours: " + ours;
  }
}
