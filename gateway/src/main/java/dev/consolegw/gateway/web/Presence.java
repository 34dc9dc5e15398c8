package dev.consolegw.gateway.web;

import dev.consolegw.gateway.console.Viewer;
import dev.consolegw.gateway.session.Role;
import dev.consolegw.gateway.session.ViewerInfo;
import dev.consolegw.gateway.terminal.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** What one client knows of its console, and of who is there. Any thread. */
final class Presence {
  private final AtomicReference<Known> told =
      new AtomicReference<>(new Known("", -1, Optional.empty(), true));
  private volatile boolean isConnected = true;

  private record Known(String role, int viewers, Optional<String> writer, boolean connected) {}

  /** Whether the console has a connection. */
  void connected(boolean now) {
    isConnected = now;
  }

  /** What has changed since it was asked last, in messages. */
  List<String> news(Viewer viewer) {
    var present = viewer.console().status().viewers();
    var writer = present.stream().filter(one -> one.role().holdsSeat()).findFirst();
    var now =
        new Known(
            role(viewer.info().role()), present.size(), writer.map(Presence::name), isConnected);
    var before = told.getAndSet(now);
    var news = new ArrayList<String>(3);
    if (before.connected != now.connected) {
      news.add(Message.of("state", "connected", now.connected));
    }
    if (!before.role.equals(now.role)) {
      news.add(Message.of("role", "role", now.role));
    }
    if (before.viewers != now.viewers || !Objects.equals(before.writer, now.writer)) {
      news.add(Message.of("viewers", "count", now.viewers, "writer", now.writer));
    }
    return news;
  }

  private static String role(Role role) {
    return role == Role.JOIN ? "joined" : role.toString();
  }

  private static String name(ViewerInfo one) {
    return Printable.of(one.person().name()).toString();
  }
}
