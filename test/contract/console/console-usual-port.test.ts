/** Which serial port a box speaks on that was never told one: a free UART of its board, and none that is somebody else's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { portsOfThisMachine, usualPort } from '../../../agent/shell/console/unset/console-port.ts';

/** Links and devices of a machine. */
const machine = (ports: Readonly<Record<string, string>>, kernelConsoles = '') => ({
  resolve: (path: string) => ports[path],
  kernelConsoles,
});
const PI = { '/dev/serial0': '/dev/ttyAMA0', '/dev/ttyAMA0': '/dev/ttyAMA0' };
const TWO = { '/dev/ttyAMA0': '/dev/ttyAMA0', '/dev/ttyS0': '/dev/ttyS0' };

test('it is the header of a Raspberry Pi, else the first UART', () => {
  assert.equal(usualPort(machine(PI), []), '/dev/serial0');
  assert.equal(usualPort(machine(TWO), []), '/dev/ttyAMA0');
  assert.equal(usualPort(machine({ '/dev/ttyS0': '/dev/ttyS0' }), []), '/dev/ttyS0');
});

test('it is not where the kernel speaks, by whatever name', () => {
  const kernel =
    'ttyAMA0              -W- (EC   p  )  204:64\ntty0                 -WU (E    p  )    4:1\n';
  assert.equal(usualPort(machine(PI, kernel), []), undefined);
  assert.equal(usualPort(machine(TWO, kernel), []), '/dev/ttyS0');
});

test('it is not where the relay board hangs, by whatever name', () => {
  const byId = { '/dev/serial/by-id/board': '/dev/ttyAMA0' };
  assert.equal(usualPort(machine({ ...TWO, ...byId }), ['/dev/serial/by-id/board']), '/dev/ttyS0');
  assert.equal(usualPort(machine(TWO), ['/dev/ttyAMA0']), '/dev/ttyS0');
});

test('it is no adapter on USB, and none at all where there is no UART', () => {
  assert.equal(usualPort(machine({ '/dev/ttyUSB0': '/dev/ttyUSB0' }), []), undefined);
});

test('of this machine, it is a device or nothing', () => {
  const port = usualPort(portsOfThisMachine(), []);
  assert.ok(port === undefined || /^\/dev\/(?:serial0|ttyAMA0|ttyS0)$/.test(port));
});
