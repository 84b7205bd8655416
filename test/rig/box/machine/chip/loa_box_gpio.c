// SPDX-License-Identifier: MIT
/*
 * A GPIO chip of 32 lines and a lamp for the machine of box-test: Debian's kernels have neither gpio-sim nor gpio-mockup. Whatever an output does
 * goes out of the machine as one byte through an I/O port (QEMU's isa-debugcon), so that it is seen without anybody's help inside.
 * As a real chip does, it leaves a line as it is when its holder dies. It has no interrupts: a line whose edges are wanted is refused.
 */
#include <linux/bits.h>
#include <linux/gpio/driver.h>
#include <linux/io.h>
#include <linux/leds.h>
#include <linux/module.h>

#define PORT 0x5e0
#define LINES 32
/* The lamp of the board, as an LED of the kernel. */
#define LAMP 31

/* Which lines are outputs, and how high they stand. */
static u32 outputs, levels;
static DEFINE_SPINLOCK(lock);

static void drive(unsigned int offset, int value) {
  unsigned long flags;

  spin_lock_irqsave(&lock, flags);
  levels = value ? levels | BIT(offset) : levels & ~BIT(offset);
  /* 1 0 offset level, as `pins.ts` reads it. */
  outb(0x80 | offset << 1 | !!value, PORT);
  spin_unlock_irqrestore(&lock, flags);
}

static int chip_get_direction(struct gpio_chip *chip, unsigned int offset) {
  return outputs & BIT(offset) ? GPIO_LINE_DIRECTION_OUT : GPIO_LINE_DIRECTION_IN;
}

static int chip_direction_input(struct gpio_chip *chip, unsigned int offset) {
  outputs &= ~BIT(offset);
  return 0;
}

static int chip_direction_output(struct gpio_chip *chip, unsigned int offset, int value) {
  outputs |= BIT(offset);
  drive(offset, value);
  return 0;
}

static int chip_get(struct gpio_chip *chip, unsigned int offset) { return !!(levels & BIT(offset)); }

static void chip_set(struct gpio_chip *chip, unsigned int offset, int value) { drive(offset, value); }

static struct gpio_chip chip = {
    .label = "loa-box",
    .owner = THIS_MODULE,
    .base = -1,
    .ngpio = LINES,
    .get_direction = chip_get_direction,
    .direction_input = chip_direction_input,
    .direction_output = chip_direction_output,
    .get = chip_get,
    .set = chip_set,
};

static void lamp_set(struct led_classdev *lamp, enum led_brightness brightness) { drive(LAMP, brightness > 0); }

static struct led_classdev lamp = {.name = "lamp", .max_brightness = 255, .brightness_set = lamp_set};

static int __init chip_begin(void) {
  int failed = gpiochip_add_data(&chip, NULL);

  if (failed)
    return failed;
  failed = led_classdev_register(NULL, &lamp);
  if (failed)
    gpiochip_remove(&chip);
  return failed;
}

static void __exit chip_end(void) {
  led_classdev_unregister(&lamp);
  gpiochip_remove(&chip);
}

module_init(chip_begin);
module_exit(chip_end);
MODULE_DESCRIPTION("GPIO chip whose outputs are seen from outside the machine");
MODULE_LICENSE("Dual MIT/GPL");
