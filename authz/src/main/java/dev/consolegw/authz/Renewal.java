package dev.consolegw.authz;

/** What became of a grant when its source was asked again. */
public sealed interface Renewal {

  /** It stands: go on with this one. Its right may be another than before, higher or lower. */
  record Renewed(Grant grant) implements Renewal {}

  /**
   * It does not stand: end the session with this sentence.
   *
   * @param reason printable, without foreign text
   */
  record Gone(String reason) implements Renewal {}

  /**
   * Whoever knows does not answer. What runs may go on until its grant expires; nothing new starts.
   *
   * @param why printable, without foreign text
   */
  record Unknown(String why) implements Renewal {}
}
