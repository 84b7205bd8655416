/*
 * One UDP socket to one peer whose datagrams are stamped next to the network: as they leave, and as the kernel has them. What
 * is read from it is read by Node, which waits for it (`hw/clock/kernel-time-socket.ts`); nothing here waits, and nothing decides.
 *
 * Codes are a file descriptor, 0 or a count, or a negative errno.
 */
#define _GNU_SOURCE
#include "native.h"

#include <errno.h>
#include <linux/sockios.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* A stamp that is older was left by something else than the datagram that was read just now. */
static const double AGE_US_MAX = 1e6;

static double us_of(struct timespec at) { return (double)at.tv_sec * 1e6 + (double)at.tv_nsec / 1e3; }

/* The kernel stamps from the first asking on; where it refuses, every datagram is stamped when it is read. */
static void begin_to_stamp(int socket) {
  struct timespec unread;
  (void)ioctl(socket, SIOCGSTAMPNS, &unread);
}

static int connected(const struct addrinfo *peer) {
  int handle = socket(peer->ai_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (handle < 0) return -errno;
  if (connect(handle, peer->ai_addr, peer->ai_addrlen) < 0) {
    int code = -errno;
    close(handle);
    return code;
  }
  begin_to_stamp(handle);
  return handle;
}

/* open(address, port): a socket, connected to an address in figures. Whoever was given it closes it. */
static napi_value datagram_open(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  char address[128], service[8];
  double port;
  if (!loa_arguments(env, info, 2, arguments) || !loa_text(env, arguments[0], address, sizeof address) ||
      !loa_number(env, arguments[1], &port)) {
    return NULL;
  }
  if (port < 1 || port > 65535) return loa_bug(env, "a port is from 1 to 65535");
  snprintf(service, sizeof service, "%d", (int)port);
  struct addrinfo wanted = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_DGRAM};
  struct addrinfo *peer;
  if (getaddrinfo(address, service, &wanted, &peer) != 0) return loa_answer(env, -EINVAL);
  int code = connected(peer);
  freeaddrinfo(peer);
  return loa_answer(env, code);
}

/* send(socket, bytes): when it left, in µs of CLOCK_MONOTONIC, or a code. */
static napi_value datagram_send(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  double socket;
  void *bytes;
  size_t length;
  if (!loa_arguments(env, info, 2, arguments) || !loa_number(env, arguments[0], &socket) ||
      !loa_array(env, arguments[1], napi_uint8_array, &bytes, &length)) {
    return NULL;
  }
  double left_us = loa_now_us();
  if (send((int)socket, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) return loa_answer(env, -errno);
  return loa_answer(env, left_us);
}

/* arrivedUs(socket): when the kernel had the datagram that was read last, in µs of CLOCK_MONOTONIC. */
static napi_value datagram_arrived_us(napi_env env, napi_callback_info info) {
  napi_value argument;
  double socket;
  struct timespec stamp, now;
  if (!loa_arguments(env, info, 1, &argument) || !loa_number(env, argument, &socket)) return NULL;
  int code = ioctl((int)socket, SIOCGSTAMPNS, &stamp);
  /* The stamp is by the clock that may be set; its age is not. */
  clock_gettime(CLOCK_REALTIME, &now);
  double now_us = loa_now_us();
  double age_us = code < 0 ? 0 : us_of(now) - us_of(stamp);
  return loa_answer(env, age_us > 0 && age_us < AGE_US_MAX ? now_us - age_us : now_us);
}

void loa_datagram_part(napi_env env, napi_value part) {
  loa_function(env, part, "open", datagram_open);
  loa_function(env, part, "send", datagram_send);
  loa_function(env, part, "arrivedUs", datagram_arrived_us);
}
