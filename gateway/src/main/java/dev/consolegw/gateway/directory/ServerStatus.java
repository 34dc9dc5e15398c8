package dev.consolegw.gateway.directory;

/**
 * How a server is, as its directory says.
 *
 * @param state in the directory's own word, such as {@code ACTIVE}; empty when it says nothing
 * @param remark a sentence for those who look at its console; empty when all is as usual
 */
public record ServerStatus(String state, String remark) {
  /** Of a directory that does not know. */
  public static final ServerStatus UNKNOWN = new ServerStatus("", "");

  /** Whether the directory knows anything of it, and so can say why its line has ended. */
  public boolean isKnown() {
    return !equals(UNKNOWN);
  }

  /** What those who look are to know of the change; empty for nothing. */
  public String since(ServerStatus before) {
    if (remark.equals(before.remark)) {
      return "";
    }
    return remark.isEmpty() ? "the server goes on" : remark;
  }
}
