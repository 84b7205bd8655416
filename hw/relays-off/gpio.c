/* Switches a GPIO line off by the kernel's character device, uAPI v2 (linux/gpio.h). It keeps no line. */
#include "relays-off.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <sys/ioctl.h>
#include <unistd.h>

int off_gpio_line(const char *path, uint32_t offset, bool is_active_low) {
  /* Not to be held up by what is no chip, such as a pipe. */
  int chip = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (chip < 0) return errno;
  struct gpio_v2_line_request wish = {.num_lines = 1, .offsets = {offset}, .consumer = "loa off"};
  wish.config.flags = GPIO_V2_LINE_FLAG_OUTPUT | (is_active_low ? GPIO_V2_LINE_FLAG_ACTIVE_LOW : 0);
  /* Stated, not left to the driver: 0 is inactive, whichever level that is. */
  wish.config.num_attrs = 1;
  wish.config.attrs[0].attr.id = GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES;
  wish.config.attrs[0].attr.values = 0;
  wish.config.attrs[0].mask = 1;
  int failed = ioctl(chip, GPIO_V2_GET_LINE_IOCTL, &wish) < 0 ? errno : 0;
  if (failed == 0) close(wish.fd);
  close(chip);
  return failed;
}
