package dev.consolegw.gateway.directory.vspc.imported;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The values in files of Python's {@code dbm} modules, in no order: GNU dbm, Berkeley DB's hash
 * (which stands behind {@code ndbm} on Debian), and {@code dbm.dumb}. What is cut throws whatever
 * buffers throw. No state.
 */
final class PythonDatabases {
  // GNU dbm, gdbmdefs.h: 64-bit files of this machine's byte order, the second with a counter.
  private static final int GDBM = 0x13579acf;
  private static final int GDBM_COUNTED = 0x13579ad1;
  private static final int GDBM_OTHERS = 0x13579a00;
  private static final int BUCKET_TABLE = 112;
  private static final int BUCKET_ELEMENT = 24;

  // Berkeley DB, db_page.h.
  private static final int HASH = 0x061561;
  private static final int MAGIC_AT = 12;
  private static final int PAGE_SIZE_AT = 20;
  private static final int PAGE_TYPE_AT = 25;
  private static final int PAGE_ITEMS_AT = 26;
  private static final int HASH_UNSORTED_PAGE = 2;
  private static final int HASH_PAGE = 13;
  private static final int ON_PAGE = 1;

  private static final int LARGEST_PAGE = 64 * 1024;

  private static final Pattern DUMB_LINE = Pattern.compile(".*, \\((\\d{1,9}), (\\d{1,9})\\)\\s*");

  private PythonDatabases() {}

  static boolean isGdbm(ByteBuffer file) {
    return file.limit() >= BUCKET_TABLE && (little(file).getInt(0) & 0xffffff00) == GDBM_OTHERS;
  }

  static boolean isBerkeley(ByteBuffer file) {
    return file.limit() > PAGE_ITEMS_AT && little(file).getInt(MAGIC_AT) == HASH;
  }

  private static ByteBuffer little(ByteBuffer file) {
    return file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  static List<ByteBuffer> gdbm(ByteBuffer all) {
    var file = little(all);
    int magic = file.getInt(0);
    if (magic != GDBM && magic != GDBM_COUNTED) {
      throw new IllegalArgumentException("a GNU dbm file of another kind of machine");
    }
    int directory = Math.toIntExact(file.getLong(8));
    int size = file.getInt(16);
    int elements = file.getInt(28);
    var buckets = new LinkedHashSet<Integer>();
    for (int at = directory; at < directory + size; at += Long.BYTES) {
      buckets.add(offset(file.getLong(at)));
    }
    var values = new ArrayList<ByteBuffer>();
    for (int bucket : buckets) {
      for (int i = 0; i < elements; i++) {
        int element = bucket + BUCKET_TABLE + i * BUCKET_ELEMENT;
        if (file.getInt(element) != -1) {
          int key = offset(file.getLong(element + 8));
          values.add(file.slice(key + file.getInt(element + 16), file.getInt(element + 20)));
        }
      }
    }
    return values;
  }

  private static int offset(long value) {
    if (value < 0 || value > PortMap.LARGEST) {
      throw new IllegalArgumentException("no place in the file: " + value);
    }
    return (int) value;
  }

  static List<ByteBuffer> berkeley(ByteBuffer all) {
    var file = little(all);
    int size = file.getInt(PAGE_SIZE_AT);
    if (size < 512 || size > LARGEST_PAGE) {
      throw new IllegalArgumentException("no size of a page: " + size);
    }
    var values = new ArrayList<ByteBuffer>();
    for (int page = size; page < file.limit(); page += size) {
      int type = file.get(page + PAGE_TYPE_AT);
      if (type == HASH_PAGE || type == HASH_UNSORTED_PAGE) {
        page(little(file.slice(page, size)), values);
      }
    }
    return values;
  }

  /** Keys and values in turn, from the end of the page to its beginning. */
  private static void page(ByteBuffer page, List<ByteBuffer> values) {
    int items = page.getShort(PAGE_SIZE_AT) & 0xffff;
    int end = page.limit();
    for (int i = 0; i < items; i++) {
      int start = page.getShort(PAGE_ITEMS_AT + i * Short.BYTES) & 0xffff;
      if (i % 2 == 1) {
        if (page.get(start) != ON_PAGE) {
          throw new IllegalArgumentException("a value that is too long to be a port's");
        }
        values.add(page.slice(start + 1, end - start - 1));
      }
      end = start;
    }
  }

  static List<ByteBuffer> dumb(byte[] index, byte[] data) {
    var values = new ArrayList<ByteBuffer>();
    for (var line : new String(index, StandardCharsets.ISO_8859_1).lines().toList()) {
      var found = DUMB_LINE.matcher(line);
      if (!found.matches()) {
        throw new IllegalArgumentException("no line of an index");
      }
      values.add(
          ByteBuffer.wrap(data)
              .slice(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2))));
    }
    return values;
  }
}
