package dev.consolegw.gateway.ops.health;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether somebody new should be sent here, by component: each says what speaks against it. Any
 * thread; a component answers from memory, at once.
 */
public final class Readiness {
  private final Map<String, Supplier<Optional<String>>> components = new LinkedHashMap<>();

  /**
   * What was found out.
   *
   * @param troubles a clause for a person by component; empty for one that does its work
   */
  public record Report(Map<String, Optional<String>> troubles) {
    /** Whether all do their work. */
    public boolean isReady() {
      return troubles.values().stream().allMatch(Optional::isEmpty);
    }

    /**
     * As programs read it: {@code {"ready":false,"components":{"disk":{"ready":false,"reason":
     * "…"},…}}}, and a line's end.
     */
    public String json() {
      var all = JsonNodeFactory.instance.objectNode().put("ready", isReady());
      var each = all.putObject("components");
      troubles.forEach((name, trouble) -> {
        var one = each.putObject(name).put("ready", trouble.isEmpty());
        trouble.ifPresent(why -> one.put("reason", why));
      });
      return all + "\n";
    }
  }

  /**
   * One more.
   *
   * @param trouble what speaks against it, asked at each look; must not wait
   */
  public Readiness with(String component, Supplier<Optional<String>> trouble) {
    components.put(component, trouble);
    return this;
  }

  /** Asks all of them. */
  public Report look() {
    var troubles = new LinkedHashMap<String, Optional<String>>();
    components.forEach((name, trouble) -> troubles.put(name, trouble.get()));
    return new Report(troubles);
  }
}
