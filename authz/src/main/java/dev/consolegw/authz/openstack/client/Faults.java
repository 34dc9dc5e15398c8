package dev.consolegw.authz.openstack.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.consolegw.authz.openstack.client.CloudException.Kind;
import dev.consolegw.authz.openstack.client.http.JdkAnswer;
import dev.consolegw.authz.openstack.client.http.Silence;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes of a refusal a sentence of ours. Of the cloud's words only what matches a strict form. */
final class Faults {
  private static final Pattern RULE =
      Pattern.compile("(?:doesn't allow|requested action:) ([\\w:-]{1,120})");
  private static final Pattern REQUEST = Pattern.compile("req-[0-9a-f-]{36}");

  private Faults() {}

  static CloudException of(Call call, JdkAnswer answer) {
    var text = message(answer);
    var rule = find(RULE, text);
    int status = answer.getStatus();
    var what =
        call.service() + " " + words(status, text) + rule.map(it -> " (" + it + ")").orElse("");
    return new CloudException(kind(status, text), what, rule, request(answer));
  }

  static CloudException silent(Call call, String why) {
    var kind = why.equals(Silence.TOO_LARGE) ? Kind.BROKEN : Kind.UNREACHABLE;
    return new CloudException(kind, call.service() + " does not answer: " + why);
  }

  static CloudException nonsense(Call.Service service, String instead) {
    return new CloudException(
        Kind.BROKEN, service + "'s answer makes no sense where " + instead + " should be");
  }

  private static Kind kind(int status, String text) {
    return switch (status) {
      case 401 -> Kind.UNAUTHORIZED;
      case 403 -> Kind.FORBIDDEN;
      case 404 -> Kind.NOT_FOUND;
      case 409 -> Kind.CONFLICT;
      case 413, 429 -> Kind.TOO_MANY;
      case 400 -> isUnavailableConsole(text) ? Kind.CONFLICT : Kind.BROKEN;
      case 500 -> isState(text) ? Kind.CONFLICT : Kind.UNREACHABLE;
      case 502, 503, 504 -> Kind.UNREACHABLE;
      default -> Kind.BROKEN;
    };
  }

  private static String words(int status, String text) {
    return switch (status) {
      case 401 -> "does not accept our token";
      case 403 -> "does not permit it";
      case 404 -> "does not know it";
      case 409 -> "cannot do it in the server's present state";
      case 413, 429 -> "is asked too much";
      case 400 ->
          isUnavailableConsole(text)
              ? "gives the server no serial console at present"
              : "does not understand us (HTTP 400)";
      case 500 -> isState(text) ? "cannot do it in the server's present state" : failed(text);
      case 502, 503, 504 -> "is out of order (HTTP " + status + ")";
      default -> "answers HTTP " + status;
    };
  }

  private static String failed(String text) {
    return text.contains("MessagingTimeout")
        ? "gets no answer from the server's host"
        : "fails (HTTP 500)";
  }

  /** In rescue, or without serial consoles at all. */
  private static boolean isUnavailableConsole(String text) {
    return text.contains("console type");
  }

  /** A server that is being deleted. */
  private static boolean isState(String text) {
    return text.contains("InstanceInvalidState");
  }

  /** All faults have the form {@code {"KIND": {"message": "…"}}}. */
  private static String message(JdkAnswer answer) {
    try {
      for (JsonNode fault : answer.json()) {
        if (fault.path("message").isTextual()) {
          return fault.path("message").textValue();
        }
      }
    } catch (IOException _) {
      // A proxy's page, perhaps; the status says enough.
    }
    return "";
  }

  private static Optional<String> request(JdkAnswer answer) {
    return Optional.ofNullable(answer.header("x-openstack-request-id"))
        .filter(it -> REQUEST.matcher(it).matches());
  }

  private static Optional<String> find(Pattern pattern, String text) {
    var match = pattern.matcher(text);
    return match.find() ? Optional.of(match.group(1)) : Optional.empty();
  }
}
