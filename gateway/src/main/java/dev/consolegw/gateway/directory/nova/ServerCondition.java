package dev.consolegw.gateway.directory.nova;

import dev.consolegw.authz.openstack.client.ComputeApi.Server;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.directory.ServerStatus;
import java.util.Set;

/**
 * What a server's state means to somebody at its console. Nova knows better than its lists: where
 * it might give a console, it is asked for one.
 */
sealed interface ServerCondition {
  /** Tasks after which a server that does not run will. */
  Set<String> WAKING = Set.of("powering-on", "resuming", "unshelving", "spawning", "restoring");

  /** Tasks after which there is no server. */
  Set<String> LEAVING = Set.of("deleting", "soft-deleting");

  /**
   * It has a console, as far as can be told.
   *
   * @param cut what it means when Nova's proxy closes without a word
   * @param remark for those who look; empty when it runs as usual
   */
  record Open(Reason cut, String remark) implements ServerCondition {}

  /** It has none at present. */
  record Closed(Reason why) implements ServerCondition {}

  /** It was deleted. */
  record Deleted() implements ServerCondition {}

  /** Reads Nova's words; docs.openstack.org/nova, "Server concepts". */
  static ServerCondition of(Server server) {
    var task = server.task().orElse("");
    boolean wakes = WAKING.contains(task);
    if (LEAVING.contains(task)) {
      return new Closed(Reason.of(Reason.Kind.LEAVING, "the server is being deleted"));
    }
    return switch (server.status()) {
      case "DELETED", "SOFT_DELETED" -> new Deleted();
      case "BUILD" -> wakes ? open("the server is being built") : soon("the server is being built");
      case "SHUTOFF" -> wakes ? open("the server is starting") : stopped("the server is stopped");
      case "SUSPENDED" ->
          wakes ? open("the server is being resumed") : stopped("the server is suspended");
      case "SHELVED", "SHELVED_OFFLOADED" ->
          wakes ? soon("the server is being unshelved") : stopped("the server is shelved");
      case "REBOOT", "HARD_REBOOT" -> open("the server is rebooting");
      case "REBUILD" -> open("the server is being rebuilt");
      case "RESIZE", "REVERT_RESIZE" -> open("the server is being resized");
      case "MIGRATING" -> open("the server is moving to another host");
      case "RESCUE" -> open("the server is in rescue mode");
      case "ERROR" -> open("the server is in the state ERROR; its owner can reset it");
      case "PAUSED" ->
          new Open(
              unreachable("the server is paused"),
              "the server is paused: it shows nothing, and gets what you type when it goes on");
      default -> open(busy(task));
    };
  }

  /** What may have cut the connection of a server that counts as running. */
  private static String busy(String task) {
    return switch (task) {
      case "powering-off" -> "the server is stopping";
      case "suspending" -> "the server is being suspended";
      case "rescuing" -> "the server is being put in rescue mode";
      default ->
          task.startsWith("shelving")
              ? "the server is being shelved"
              : "Nova's proxy does not reach the server: it is starting, stopping or cut off";
    };
  }

  /** What it means that Nova gives no console, though it might have. */
  static Reason conflict(Server server) {
    return switch (of(server)) {
      case Deleted() -> NovaConsoles.DELETED;
      case Closed(var why) -> why;
      case Open(var cut, var _) ->
          switch (server.status()) {
            case "RESCUE" ->
                Reason.of(
                    Reason.Kind.STOPPED,
                    "the server is in rescue mode, in which Nova gives it no serial console");
            case "ACTIVE" ->
                server.task().isPresent()
                    ? cut
                    : unreachable("Nova gives the server no serial console at present");
            default -> cut;
          };
    };
  }

  /** For lists and for those who look. */
  static ServerStatus machine(Server server) {
    var remark = of(server) instanceof Open(var _, var words) ? words : "";
    return new ServerStatus(
        server.status() + server.task().map(task -> "/" + task).orElse(""), remark);
  }

  private static Open open(String cut) {
    return new Open(unreachable(cut), "");
  }

  private static Closed soon(String why) {
    return new Closed(unreachable(why));
  }

  private static Closed stopped(String why) {
    return new Closed(Reason.of(Reason.Kind.STOPPED, why));
  }

  private static Reason unreachable(String why) {
    return Reason.of(Reason.Kind.UNREACHABLE, why);
  }
}
