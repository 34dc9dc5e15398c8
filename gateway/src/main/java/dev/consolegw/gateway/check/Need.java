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

  /** For an application credential, which no other role helps. */
  private static final String BOUND_LISTS =
      "an application credential has a token for its project alone, and Keystone lists people for"
          + " the system: configure a user with a password and the role reader on the system, or"
          + " override identity:list_users, list_projects, list_domains and list_role_assignments"
          + " in Keystone's policy for a role of the credential";

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

  /**
   * One instruction for whoever administers the cloud.
   *
   * @param bound whether we sign in with an application credential
   */
  String advice(boolean bound) {
    if (!bound) {
      return advice;
    }
    return switch (this) {
      case SIGN_IN ->
          "see application_credential_id and application_credential_secret in clouds.yaml, and"
              + " whether the credential has expired or was deleted, or its user disabled";
      case USERS, PROJECTS, DOMAINS, ROLES -> BOUND_LISTS;
      case TOKEN, HOME ->
          "make the application credential in the project that it is for: openstack application"
              + " credential create --role console_gw NAME";
      case TRUST, CLOCK, MICROVERSION, SERVERS, SERVER, KEYS, CONSOLE, OUTPUT, PROXY -> advice;
    };
  }
}
