package dev.consolegw.gateway.command.pattern;

/**
 * How much may be searched for.
 *
 * @param perPerson looks of one person that may be under way; what is more waits for its turn
 * @param inAll looks of all people
 * @param length of a pattern, in characters
 * @param counts what counts within counts of a pattern may multiply to
 */
public record PatternLimits(int perPerson, int inAll, int length, int counts) {
  public static final PatternLimits STANDARD = new PatternLimits(4, 16, 512, 1_000);
}
