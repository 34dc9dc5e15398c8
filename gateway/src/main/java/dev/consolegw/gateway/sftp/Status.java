package dev.consolegw.gateway.sftp;

/** How a request ended (draft-ietf-secsh-filexfer-02, section 7); the ordinal is the code. */
enum Status {
  OK("done"),
  EOF("no more"),
  NO_SUCH_FILE("no such file"),
  PERMISSION_DENIED("everything here is read-only"),
  FAILURE("that cannot be done here"),
  BAD_MESSAGE("the request is not understood"),
  NO_CONNECTION("no connection"),
  CONNECTION_LOST("connection lost"),
  OP_UNSUPPORTED("not supported");

  private final String text;

  Status(String text) {
    this.text = text;
  }

  /** For the person. */
  String text() {
    return text;
  }
}
