package dev.consolegw.gateway.sftp.files;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a client can see: {@code /console.log} and {@code /recordings/}, and nothing else. Paths are
 * compared with these names and never handed to the host; {@code ..} ends at the root.
 */
public final class Tree {
  private static final String RECORDINGS = "recordings";

  private final Document log;
  private final Branch recordings;

  /** Lists the documents of the second branch. */
  @FunctionalInterface
  public interface Branch {
    List<? extends Document> list() throws IOException;
  }

  /** A place of the tree. */
  public sealed interface Node {

    String name();

    /** A file. */
    record File(Document document) implements Node {
      @Override
      public String name() {
        return document.name();
      }
    }

    /** A folder, as full as it is now. */
    record Folder(String name, List<Node> children) implements Node {
      /** When the newest file in it changed. */
      public Instant modified() {
        return children.stream()
            .flatMap(child ->
                switch (child) {
                  case File(Document document) -> Stream.of(document.modified());
                  case Folder folder -> folder.children.isEmpty() ? Stream.of() : newest(folder);
                })
            .max(Instant::compareTo)
            .orElse(Instant.EPOCH);
      }

      private static Stream<Instant> newest(Folder folder) {
        return Stream.of(folder.modified());
      }
    }
  }

  public Tree(Document log, Branch recordings) {
    this.log = log;
    this.recordings = recordings;
  }

  /**
   * What a path means; empty when it means nothing.
   *
   * @throws IOException when the branch cannot be listed now
   */
  public Optional<Node> find(String path) throws IOException {
    var names = names(path);
    var top = names.pollFirst();
    if (top == null) {
      return Optional.of(root());
    }
    if (top.equals(log.name())) {
      return names.isEmpty() ? Optional.of(new Node.File(log)) : Optional.empty();
    }
    if (!top.equals(RECORDINGS)) {
      return Optional.empty();
    }
    var folder = branch();
    return switch (names.size()) {
      case 0 -> Optional.of(folder);
      case 1 ->
          folder.children().stream()
              .filter(child -> child.name().equals(names.getFirst()))
              .findFirst();
      default -> Optional.empty();
    };
  }

  private Node.Folder root() throws IOException {
    return new Node.Folder("", List.of(new Node.File(log), branch()));
  }

  private Node.Folder branch() throws IOException {
    return new Node.Folder(
        RECORDINGS, recordings.list().stream().<Node>map(Node.File::new).toList());
  }

  /** The same path from the root, without {@code .}, {@code ..} and empty names. */
  public static String absolute(String path) {
    return "/" + String.join("/", names(path));
  }

  private static Deque<String> names(String path) {
    var names = new ArrayDeque<String>();
    for (var name : path.split("/", -1)) {
      switch (name) {
        case "", "." -> {}
        case ".." -> names.pollLast();
        default -> names.addLast(name);
      }
    }
    return names;
  }
}
