/* One session by libssh, on the terminal that it asks for by itself: PORT KEY NAME. Prints what comes. */
#include <libssh/libssh.h>
#include <stdio.h>
#include <stdlib.h>

static void need(int result, ssh_session session) {
  if (result != SSH_OK) {
    fprintf(stderr, "%s\n", ssh_get_error(session));
    exit(1);
  }
}

int main(int count, char **words) {
  if (count != 4) {
    return 64;
  }
  ssh_session session = ssh_new();
  int port = atoi(words[1]);
  ssh_key key;
  ssh_options_set(session, SSH_OPTIONS_HOST, "127.0.0.1");
  ssh_options_set(session, SSH_OPTIONS_PORT, &port);
  ssh_options_set(session, SSH_OPTIONS_USER, words[3]);
  need(ssh_connect(session), session);
  need(ssh_pki_import_privkey_file(words[2], NULL, NULL, NULL, &key), session);
  need(ssh_userauth_publickey(session, NULL, key), session);
  ssh_channel channel = ssh_channel_new(session);
  need(ssh_channel_open_session(channel), session);
  need(ssh_channel_request_pty(channel), session);
  need(ssh_channel_request_shell(channel), session);
  char bytes[4096];
  for (int read; (read = ssh_channel_read(channel, bytes, sizeof bytes, 0)) > 0;) {
    fwrite(bytes, 1, read, stdout);
    fflush(stdout);
  }
  return 0;
}
