package dev.consolegw.gateway.check;

/** What the gateway needs of a cloud, and what to do when it is not given. */
enum Need {
  TRUST("certificates", "set 'cacert' to a file in PEM"),
  SIGN_IN(
      "sign-in", "see user, password and domain in clouds.yaml, and whether the user is enabled"),
  USERS("users", Need.SYSTEM_READER),
  PROJECTS("projects", Need.SYSTEM_READER),
  DOMAINS("domains", Need.SYSTEM_READER),
  ROLES("role assignments", Need.SYSTEM_READER),
  TOKEN(
      "token for project",
      "run: openstack role add --user ACCOUNT --domain DOMAIN --inherited console_gw"),
  HOME("own project", "set project_name in clouds.yaml"),
  CLOCK("clock", "set both clocks by NTP"),
  MICROVERSION("Nova's version", Need.CATALOG),
  SERVERS("servers of project", Need.override("servers:detail")),
  SERVER("one server", Need.override("servers:show")),
  KEYS(
      "key pairs of others",
      "override in Nova's policy: \"os_compute_api:os-keypairs:index\":"
          + " \"rule:context_is_admin or user_id:%(user_id)s or role:console_gw\""),
  CONSOLE(
      "console of a server",
      Need.override("os-remote-consoles")
          + "; [serial_console] enabled must be true in nova.conf of its host"),
  OUTPUT("console output", Need.override("os-console-output")),
  PROXY(
      "console proxy",
      "[serial_console] base_url in nova.conf must be an address that the gateway reaches, with a"
          + " certificate that it accepts, and nova-serialproxy must run there");

  private static final String SYSTEM_READER =
      "run: openstack role add --user ACCOUNT --system all reader";

  private static final String CATALOG = "see region, interface and the catalog's compute service";

  private final String words;
  private final String advice;

  Need(String words, String advice) {
    this.words = words;
    this.advice = advice;
  }

  private static String override(String rule) {
    return "override in Nova's policy, for new defaults: \"os_compute_api:"
        + rule
        + "\": \"(what it was) or (role:console_gw and project_id:%(project_id)s)\"";
  }

  /** As a line of the report names it. */
  String words() {
    return words;
  }

  /** One instruction for whoever administers the cloud. */
  String advice() {
    return advice;
  }
}
