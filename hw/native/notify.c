/* The protocol of sd_notify(3): a datagram to the socket that the service manager named. It knows nothing of what is said. */
#define _GNU_SOURCE
#include "native.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* send(address, text): 0, or a negative errno. Never waits: a manager that reads nothing must not hold up a box. */
static napi_value send_text(napi_env env, napi_callback_info info) {
  napi_value values[2];
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  char text[512];
  if (!loa_arguments(env, info, 2, values) || !loa_text(env, values[0], to.sun_path, sizeof to.sun_path) ||
      !loa_text(env, values[1], text, sizeof text)) {
    return NULL;
  }
  size_t length = offsetof(struct sockaddr_un, sun_path) + strlen(to.sun_path);
  /* Linux's abstract names begin with a zero, which systemd writes as @. */
  if (to.sun_path[0] == '@') to.sun_path[0] = '\0';
  else length += 1;
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return loa_answer(env, -errno);
  ssize_t sent = sendto(fd, text, strlen(text), MSG_NOSIGNAL, (struct sockaddr *)&to, (socklen_t)length);
  int code = sent < 0 ? -errno : 0;
  close(fd);
  return loa_answer(env, code);
}

void loa_notify_part(napi_env env, napi_value part) { loa_function(env, part, "send", send_text); }
