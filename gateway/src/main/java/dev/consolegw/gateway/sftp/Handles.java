package dev.consolegw.gateway.sftp;

import dev.consolegw.gateway.sftp.files.Document;
import dev.consolegw.gateway.sftp.files.Tree.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one session has open, by the handles that its client was given. */
final class Handles {
  /** How much one session may have open at a time. */
  static final int MOST = 64;

  /** How many of them may be folders, each of which holds what it lists. */
  static final int LISTINGS = 8;

  private final Map<String, Handle> open = new HashMap<>();
  private int given;

  /** Something open. */
  sealed interface Handle {}

  /** A file; its content stays as it was. */
  record OpenFile(Document document, Document.Content content) implements Handle {}

  /** A folder being listed: what its client has not been told yet. */
  record Listing(List<Node> rest) implements Handle {}

  boolean full() {
    return open.size() >= MOST;
  }

  boolean manyListings() {
    return open.values().stream().filter(Listing.class::isInstance).count() >= LISTINGS;
  }

  /** The name under which it is found from now on; none is used twice. */
  String add(Handle handle) {
    var name = Integer.toHexString(given++);
    open.put(name, handle);
    return name;
  }

  Optional<Handle> find(String name) {
    return Optional.ofNullable(open.get(name));
  }

  /** The client has been told a part of a folder. */
  void replace(String name, Listing listing) {
    open.put(name, listing);
  }

  /** Returns false when there is no such handle. */
  boolean close(String name) {
    var handle = open.remove(name);
    if (handle instanceof OpenFile file) {
      file.content().close();
    }
    return handle != null;
  }

  void closeAll() {
    List.copyOf(open.keySet()).forEach(this::close);
  }
}
