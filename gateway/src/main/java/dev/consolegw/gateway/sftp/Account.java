package dev.consolegw.gateway.sftp;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.event.Events;
import dev.consolegw.gateway.event.FileEvent;
import dev.consolegw.gateway.session.Session;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one client asks for and fetches, told to whoever keeps account: a word for each file when it
 * is closed, one for each kind of change that was refused, and in the end how often it asked for
 * what. One virtual thread.
 */
final class Account {
  /** Of so many files each is told; the others are counted. */
  static final int FILES = 1000;

  private static final String UNTOLD = "files-untold";

  private final Told told;
  private final Map<String, Reading> open = new HashMap<>();
  private final SortedMap<String, Long> operations = new TreeMap<>();
  private long fetched;
  private int files;

  /** Hears of it. */
  interface Told {
    void read(String path, long bytes);

    void refused(String operation);
  }

  private static final class Reading {
    private final String path;
    private long bytes;

    Reading(String path) {
      this.path = path;
    }
  }

  Account(Told told) {
    this.told = told;
  }

  /** One that the bus hears of. */
  static Account of(Events events, ConsoleId console, Session session, Grant grant) {
    return new Account(
        new Told() {
          @Override
          public void read(String path, long bytes) {
            events.publish(new FileEvent.FileRead(console, session, grant, path, bytes));
          }

          @Override
          public void refused(String operation) {
            events.publish(new FileEvent.FileRefused(console, session, grant, operation));
          }
        });
  }

  /** Bytes of documents that the client was sent. */
  long fetched() {
    return fetched;
  }

  /** What was asked for, and how often. */
  SortedMap<String, Long> operations() {
    return operations;
  }

  /** Something was asked for. */
  void asked(String operation) {
    operations.merge(operation, 1L, Long::sum);
  }

  /** Something was asked for that nobody may. */
  void refused(String operation) {
    boolean first = !operations.containsKey(operation);
    asked(operation);
    if (first) {
      told.refused(operation);
    }
  }

  /** From now on this handle is this file. */
  void opened(String handle, String path) {
    open.put(handle, new Reading(path));
  }

  /** So many bytes of it were sent. */
  void read(String handle, long bytes) {
    fetched += bytes;
    var reading = open.get(handle);
    if (reading != null) {
      reading.bytes += bytes;
    }
  }

  /** Nothing, where the handle is no file's. */
  void closed(String handle) {
    var reading = open.remove(handle);
    if (reading == null) {
      return;
    }
    if (files++ < FILES) {
      told.read(reading.path, reading.bytes);
    } else {
      asked(UNTOLD);
    }
  }

  void closeAll() {
    List.copyOf(open.keySet()).forEach(this::closed);
  }
}
