package dev.consolegw.gateway.directory.vspc.imported;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One mapping of texts to texts and numbers, as Python pickles it in protocols 1 to 5 (PEP 307, PEP
 * 3154, {@code pickletools}). Nothing else is read: what would call something is refused. What is
 * cut throws whatever buffers throw. One thread, once.
 */
final class PickledMapping {
  private static final Object MARK = new Object();

  private final ByteBuffer in;
  private final Deque<Object> stack = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private PickledMapping(ByteBuffer in) {
    this.in = in.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is something else
   */
  static Map<?, ?> read(ByteBuffer pickled) {
    return new PickledMapping(pickled).read();
  }

  private Map<?, ?> read() {
    while (true) {
      int operation = in.get() & 0xff;
      if (operation == '.') {
        if (stack.peek() instanceof Map<?, ?> map) {
          return map;
        }
        throw failure("no mapping");
      }
      if (!frames(operation) && !remembers(operation) && !builds(operation)) {
        stack.push(value(operation));
      }
    }
  }

  /** PROTO, FRAME. */
  private boolean frames(int operation) {
    switch (operation) {
      case 0x80 -> in.get();
      case 0x95 -> in.getLong();
      default -> {
        return false;
      }
    }
    return true;
  }

  /** MEMOIZE, BINPUT, LONG_BINPUT, BINGET, LONG_BINGET. */
  private boolean remembers(int operation) {
    switch (operation) {
      case 0x94 -> memo.put(memo.size(), stack.element());
      case 'q' -> memo.put(in.get() & 0xff, stack.element());
      case 'r' -> memo.put(in.getInt(), stack.element());
      case 'h' -> stack.push(remembered(in.get() & 0xff));
      case 'j' -> stack.push(remembered(in.getInt()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private Object remembered(int key) {
    var value = memo.get(key);
    if (value == null) {
      throw failure("nothing of that number");
    }
    return value;
  }

  /** EMPTY_DICT, MARK, SETITEM, SETITEMS. */
  private boolean builds(int operation) {
    switch (operation) {
      case '}' -> stack.push(new HashMap<>());
      case '(' -> stack.push(MARK);
      case 's' -> {
        var value = stack.pop();
        set(List.of(value, stack.pop()));
      }
      case 'u' -> {
        var items = new ArrayList<>();
        for (var next = stack.pop(); !MARK.equals(next); next = stack.pop()) {
          items.add(next);
        }
        set(items);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Values and their keys in turn. */
  @SuppressWarnings("unchecked")
  private void set(List<Object> items) {
    if (!(stack.peek() instanceof Map<?, ?> map) || items.size() % 2 != 0) {
      throw new IllegalArgumentException("items of no mapping");
    }
    for (int i = 0; i < items.size(); i += 2) {
      ((Map<Object, Object>) map).put(items.get(i + 1), items.get(i));
    }
  }

  private Object value(int operation) {
    return switch (operation) {
      case 'K' -> in.get() & 0xff;
      case 'M' -> in.getShort() & 0xffff;
      case 'J' -> in.getInt();
      case 0x8c, 'U' -> text(in.get() & 0xff);
      case 'X', 'T' -> text(in.getInt());
      case 0x8d -> text(Math.toIntExact(in.getLong()));
      default -> throw failure("an operation that no port map has: " + operation);
    };
  }

  private String text(int length) {
    var text = in.slice(in.position(), length);
    in.position(in.position() + length);
    return StandardCharsets.UTF_8.decode(text).toString();
  }

  private static IllegalArgumentException failure(String why) {
    return new IllegalArgumentException(why);
  }
}
