/** The keys of `[sensors]`: what is measured in the box, and what heat and the line to the horns mean. */
import { number, path, wholeNumber } from '../values/checkers.ts';
import { defaulted, optional } from './key.ts';

const MILLI = 0.001;
const scale = (of: string) =>
  defaulted(MILLI, {
    doc: `What the number in \`${of}_file\` is multiplied by: the kernel's hwmon gives thousandths.`,
    check: number(0.000_001, 1_000),
  });

export const SENSOR_KEYS = {
  'sensors.every_s': defaulted(5, {
    doc: 'Time between two readings.',
    unit: 's',
    check: wholeNumber(1, 30),
  }),
  'sensors.temperature_file': optional('not measured', {
    doc: 'File of the temperature, in thousandths of a degree Celsius, as the kernel has it.',
    example: '/sys/class/thermal/thermal_zone0/temp',
    check: path,
  }),
  'sensors.derate_from_c': defaulted(75, {
    doc: 'In degrees Celsius: from here on every 5 degrees take 3 dB of loudness, 12 at most. Emergencies are spared for 5 degrees longer.',
    check: number(30, 120),
  }),
  'sensors.off_from_c': defaulted(90, {
    doc: 'In degrees Celsius: from here on the amplifier stays off, until it is 3 degrees cooler; 5 degrees more for emergencies.',
    check: number(30, 130),
  }),
  'sensors.supply_file': optional('not measured', {
    doc: 'File of the supply voltage (hwmon `in…_input`, or IIO `in_voltage…_raw`).',
    example: '/sys/class/hwmon/hwmon1/in1_input',
    check: path,
  }),
  'sensors.supply_scale': scale('supply'),
  'sensors.current_file': optional('not measured', {
    doc: 'File of the current of the supply (hwmon `curr…_input`).',
    example: '/sys/class/hwmon/hwmon1/curr1_input',
    check: path,
  }),
  'sensors.current_scale': scale('current'),
  'sensors.signal_file': optional('not measured', {
    doc: 'File of the mobile signal, in dBm, as whoever runs the modem writes it now and then, such as a timer around `mmcli`. `network` at the console shows it, and when it was written.',
    example: '/run/modem/signal',
    check: path,
  }),
  'sensors.line_file': optional('not measured: the line to the horns is `unknown`', {
    doc: 'File of whatever measures the line to the horns, such as an ADC behind a line monitor.',
    example: '/sys/bus/iio/devices/iio:device0/in_voltage0_raw',
    check: path,
  }),
  'sensors.line_scale': scale('line'),
  'sensors.line_short_below': defaulted(0.2, {
    doc: 'Below this, scaled, the line is short: the amplifier is switched off, and stays off until somebody resets it.',
    check: number(-1_000_000, 1_000_000),
  }),
  'sensors.line_open_above': defaulted(3, {
    doc: 'Above this, scaled, nothing hangs on the line.',
    check: number(-1_000_000, 1_000_000),
  }),
} as const;
