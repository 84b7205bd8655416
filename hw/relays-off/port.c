/*
 * One serial port at a time, 8N1 without flow control: bytes out, and what comes in is left to be dropped. It asks for no lock: who
 * holds one is dead, or about to be, and a relay that is on matters more than manners.
 */
#include "relays-off.h"

/* Of the kernel's own termios, which takes any rate; it goes not together with <termios.h>. */
#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int port = -1;

static int make_raw(uint32_t baud) {
  struct termios2 how;
  if (ioctl(port, TCGETS2, &how) < 0) return errno;
  how.c_iflag = 0;
  how.c_oflag = 0;
  how.c_lflag = 0;
  how.c_cflag = CS8 | CREAD | CLOCAL | HUPCL | BOTHER;
  how.c_ispeed = how.c_ospeed = baud;
  how.c_cc[VMIN] = 1;
  how.c_cc[VTIME] = 0;
  return ioctl(port, TCSETS2, &how) < 0 ? errno : 0;
}

int off_open_port(const char *path, uint32_t baud) {
  off_close_port();
  port = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (port < 0) return errno;
  int failed = make_raw(baud);
  if (failed == 0) ioctl(port, TCFLSH, TCIOFLUSH);
  else off_close_port();
  return failed;
}

int off_send(const uint8_t *frame, size_t bytes) {
  if (port < 0) return ENOTCONN;
  while (bytes > 0) {
    ssize_t written = write(port, frame, bytes);
    if (written > 0) {
      frame += written;
      bytes -= (size_t)written;
      continue;
    }
    if (written == 0) return EIO;
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return errno;
    struct pollfd wait = {.fd = port, .events = POLLOUT};
    int left_ms = off_left_ms();
    if (left_ms == 0) return ETIMEDOUT;
    if (poll(&wait, 1, left_ms) > 0 && (wait.revents & (POLLERR | POLLHUP | POLLNVAL))) return EIO;
  }
  return 0;
}

void off_close_port(void) {
  if (port < 0) return;
  /* Or the kernel waits in close for up to 30 s until a port that takes nothing has taken it all. */
  ioctl(port, TCFLSH, TCIOFLUSH);
  close(port);
  port = -1;
}
