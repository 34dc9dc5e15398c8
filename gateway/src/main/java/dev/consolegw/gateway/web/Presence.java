package dev.consolegw.gateway.web;

import dev.consolegw.gateway.console.Viewer;
import dev.consolegw.gateway.session.ViewerInfo;
import dev.consolegw.gateway.terminal.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** What one client knows of who is at its console. Any thread. */
final class Presence {
  private final AtomicReference<Optional<Known>> told = new AtomicReference<>(Optional.empty());

  private record Known(String role, int viewers, Optional<String> writer) {}

  /** What has changed since it was asked last, in messages. */
  List<String> news(Viewer viewer) {
    var present = viewer.console().status().viewers();
    var writer = present.stream().filter(one -> one.role().holdsSeat()).findFirst();
    var now =
        new Known(viewer.info().role().toString(), present.size(), writer.map(Presence::name));
    var before = told.getAndSet(Optional.of(now));
    var news = new ArrayList<String>(2);
    if (!before.map(Known::role).equals(Optional.of(now.role))) {
      news.add(Message.of("role", "role", now.role));
    }
    if (before.isEmpty()
        || before.get().viewers != now.viewers
        || !before.get().writer.equals(now.writer)) {
      news.add(
          Message.of("viewers", "count", now.viewers, "writer", now.writer.orElse(null)));
    }
    return news;
  }

  private static String name(ViewerInfo one) {
    return Printable.of(one.person().name());
  }
}
