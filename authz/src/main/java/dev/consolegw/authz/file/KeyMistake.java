package dev.consolegw.authz.file;

/** A line that is no key we accept; the message is the sentence for the configuration's owner. */
final class KeyMistake extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 40;

  KeyMistake(String sentence) {
    super(sentence);
  }

  /**
   * The start of a word from a keys file. The file may be another person's, so it must not reach
   * the administrator's terminal as it is.
   */
  static String shown(String word) {
    String start = word.length() <= SHOWN ? word : word.substring(0, SHOWN) + "...";
    return "'" + start.replaceAll("[^!-~]", "?") + "'";
  }
}
