package dev.consolegw.gateway.sftp;

/** How a request ended (draft-ietf-secsh-filexfer-02, section 7). */
enum Status {
  OK(0, "done"),
  EOF(1, "no more"),
  NO_SUCH_FILE(2, "no such file"),
  PERMISSION_DENIED(3, "everything here is read-only"),
  FAILURE(4, "that cannot be done here"),
  BAD_MESSAGE(5, "the request is not understood"),
  OP_UNSUPPORTED(8, "not supported");

  private final int code;
  private final String text;

  Status(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** On the wire. */
  int code() {
    return code;
  }

  /** For the person. */
  String text() {
    return text;
  }
}
