package dev.consolegw.deploy.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Files as they will lie on a machine: by path without a slash at the beginning, in one order, with
 * the file here that each is a copy of. All are root's but what says otherwise. For one thread.
 */
final class FileTree {
  /** Whose a folder is, by number; zero is root. */
  record Owner(int user, int group) {
    static final Owner ROOT = new Owner(0, 0);

    /** As jib writes it. */
    @Override
    public String toString() {
      return user + ":" + group;
    }
  }

  /** What is at a path, with its mode, such as 0644. */
  sealed interface Node {
    int mode();
  }

  /** A file. */
  record Plain(Path source, int mode) implements Node {}

  /** A folder that is not as folders usually are: nobody's but its owner's. */
  record Folder(int mode, Owner owner) implements Node {}

  private final TreeMap<String, Node> nodes = new TreeMap<>();
  private final Path stage;

  /**
   * @param stage a folder for what is made here
   */
  FileTree(Path stage) {
    this.stage = stage;
  }

  /** All of it. */
  SortedMap<String, Node> nodes() {
    return Collections.unmodifiableSortedMap(nodes);
  }

  FileTree text(String path, String text) throws IOException {
    return file(path, Files.writeString(staged(path), text));
  }

  FileTree bytes(String path, byte[] bytes) throws IOException {
    return file(path, Files.write(staged(path), bytes));
  }

  FileTree file(String path, Path from) {
    return put(path, new Plain(from, 0644));
  }

  FileTree program(String path, Path from) {
    return put(path, new Plain(from, 0755));
  }

  FileTree folder(String path, int mode, Owner owner) {
    return put(path, new Folder(mode, owner));
  }

  /** All that is in a folder, which may be executed where it may be there. */
  FileTree copy(String path, Path from) throws IOException {
    try (var all = Files.walk(from)) {
      for (var one : all.filter(Files::isRegularFile).toList()) {
        var name = path + "/" + from.relativize(one);
        if (hasExecuteBit(one)) {
          program(name, one);
        } else {
          file(name, one);
        }
      }
    }
    return this;
  }

  /** Not {@link Files#isExecutable}, which is about whoever asks. */
  private static boolean hasExecuteBit(Path file) throws IOException {
    return Files.getPosixFilePermissions(file).stream()
        .anyMatch(permission -> permission.name().endsWith("_EXECUTE"));
  }

  /** All that is in another one. */
  FileTree add(FileTree other) {
    nodes.putAll(other.nodes);
    return this;
  }

  private Path staged(String path) throws IOException {
    var file = stage.resolve(path);
    Files.createDirectories(file.getParent());
    return file;
  }

  private FileTree put(String path, Node node) {
    nodes.put(path, node);
    return this;
  }
}
