package dev.consolegw.config.yaml;

import dev.consolegw.config.value.Spelling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML document into a tree. It works on the parser's events, not on its tree, so that
 * depth and aliases meet a limit before they cost anything.
 */
public final class YamlReader {
  /** Levels of nesting; the settings need 7. */
  static final int MAX_DEPTH = 32;

  /** Values in the document, where an alias counts as all that it stands for. */
  static final int MAX_VALUES = 1_000_000;

  private final String file;
  private final Problems problems;
  private final Iterator<Event> events;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private Where last;
  private int values;

  private record Anchored(Node node, int values) {}

  /** Ends the reading: what follows cannot be understood. */
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Problems.Problem why;

    Unreadable(Where where, String text) {
      this.why = new Problems.Problem(where, text);
    }
  }

  private YamlReader(String file, Iterator<Event> events, Problems problems) {
    this.file = file;
    this.events = events;
    this.problems = problems;
    this.last = new Where(file, 1, 1);
  }

  /** The document, or nothing when it is empty or (then with a problem) no YAML. */
  public static Optional<Node> read(String file, String text, Problems problems) {
    // One read of the whole text: the reader's smaller steps cost the square of a long line.
    var options =
        LoadSettings.builder()
            .setLabel(file)
            .setBufferSize(text.length() + 1)
            .setCodePointLimit(text.length() + 1);
    var events = new Parse(options.build()).parseString(text).iterator();
    var reader = new YamlReader(file, events, problems);
    try {
      return reader.document();
    } catch (Unreadable stop) {
      problems.add(stop.why.where(), stop.why.text());
    } catch (MarkedYamlEngineException mistake) {
      var mark = mistake.getProblemMark().or(mistake::getContextMark);
      problems.add(reader.where(mark), "this is not YAML: " + Spelling.oneLine(reason(mistake)));
    } catch (ReaderException mistake) {
      int bad = mistake.getCodePoint();
      problems.add(
          Where.after(file, text.substring(0, text.indexOf(bad))),
          "this character may not stand in YAML: U+%04X; remove it".formatted(bad));
    } catch (YamlEngineException mistake) {
      // A few of the library's mistakes have no place of their own.
      String why = String.valueOf(mistake.getMessage());
      problems.add(
          reader.last, "this is not YAML, or what follows is not: " + Spelling.oneLine(why));
    }
    return Optional.empty();
  }

  private static String reason(MarkedYamlEngineException mistake) {
    return mistake.getContext() == null
        ? mistake.getProblem()
        : mistake.getContext() + ", " + mistake.getProblem();
  }

  private Optional<Node> document() {
    next(); // start of the stream
    if (next().getEventId() == Event.ID.StreamEnd) {
      return Optional.empty();
    }
    Node root = node(next(), 0);
    next(); // end of the document
    Event end = next();
    if (end.getEventId() != Event.ID.StreamEnd) {
      throw new Unreadable(
          where(end.getStartMark()),
          "a second document starts here; the file holds one: remove the line '---'");
    }
    return Optional.of(root);
  }

  private Event next() {
    Event event = events.next();
    last = where(event.getEndMark());
    return event;
  }

  private Node node(Event event, int depth) {
    Where where = where(event.getStartMark());
    if (depth > MAX_DEPTH) {
      throw new Unreadable(where, "nested deeper than " + MAX_DEPTH + " levels; write it flatter");
    }
    count(1, where);
    int before = values;
    Node node =
        switch (event) {
          case AliasEvent alias -> aliased(alias, where);
          case ScalarEvent text -> new Node.Scalar(where, text.getValue(), text.isPlain());
          case SequenceStartEvent _ -> sequence(where, depth);
          case MappingStartEvent _ -> mapping(where, depth);
          default -> throw new IllegalStateException("no value: " + event.getEventId());
        };
    refuseTag(event, where);
    if (event instanceof NodeEvent named && !(event instanceof AliasEvent)) {
      int size = values - before;
      named.getAnchor().ifPresent(anchor -> anchors.put(anchor, new Anchored(node, size)));
    }
    return node;
  }

  private Node sequence(Where where, int depth) {
    List<Node> items = new ArrayList<>();
    for (Event next = next(); next.getEventId() != Event.ID.SequenceEnd; next = next()) {
      items.add(node(next, depth + 1));
    }
    return new Node.Sequence(where, List.copyOf(items));
  }

  private Node mapping(Where where, int depth) {
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    for (Event next = next(); next.getEventId() != Event.ID.MappingEnd; next = next()) {
      Node key = node(next, depth + 1);
      Node value = node(next(), depth + 1);
      if (!(key instanceof Node.Scalar(var _, String text, var _))) {
        problems.add(key.where(), "a key must be text, not " + key.kind());
        continue;
      }
      var first = entries.putIfAbsent(text, new Node.Entry(key.where(), value));
      if (first != null) {
        problems.add(
            key.where(),
            Spelling.quote(text)
                + " stands here twice, first in line "
                + first.where().line()
                + "; remove one");
      }
    }
    return new Node.Mapping(where, entries);
  }

  /** An anchor is known only after its value has ended, so an alias can never hold itself. */
  private Node aliased(AliasEvent alias, Where where) {
    var anchored = anchors.get(alias.getAlias());
    if (anchored == null) {
      throw new Unreadable(
          where, "no value above has the anchor '&" + Spelling.oneLine(alias.getAlias() + "'"));
    }
    count(anchored.values(), where);
    return anchored.node();
  }

  private void count(int more, Where where) {
    values += more;
    if (values > MAX_VALUES) {
      throw new Unreadable(
          where, "more than " + MAX_VALUES + " values (an alias counts as all it stands for)");
    }
  }

  private void refuseTag(Event event, Where where) {
    Optional<String> tag =
        switch (event) {
          case ScalarEvent text -> text.getTag();
          case SequenceStartEvent list -> list.getTag();
          case MappingStartEvent map -> map.getTag();
          default -> Optional.empty();
        };
    tag.ifPresent(_ -> problems.add(where, "tags such as !name mean nothing here; remove it"));
  }

  private Where where(Optional<Mark> mark) {
    return mark.map(at -> new Where(file, at.getLine() + 1, at.getColumn() + 1)).orElse(last);
  }
}
