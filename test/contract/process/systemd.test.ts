/** What a service manager hears of a box, by the real addon over a real socket: ready, alive while it is, and stopping. */
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, it, type TestContext } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { NEVER, monoUs } from '../../../agent/core/vocabulary.ts';
import type { LifeSigns } from '../../../agent/core/liveness.ts';
import { Systemd } from '../../../agent/shell/process/systemd.ts';
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { nativeNotify } from '../../../hw/native/load.ts';

const folder = mkdtempSync(join(tmpdir(), 'loa-notify-'));
after(() => rmSync(folder, { recursive: true }));

/** Node knows no datagrams between processes. */
const LISTENER = `
import socket, sys
name = sys.argv[1]
heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
heard.bind('\\0' + name[1:] if name.startswith('@') else name)
print('bound', flush=True)
while True:
    print(heard.recv(512).decode(), flush=True)
`;
const hasPython = spawnSync('python3', ['-c', '']).status === 0;
const skip = !hasPython
  ? 'there is no python3 (apt install python3)'
  : (nativeNotify.absent ?? false);

const WATCHDOG_USEC = '300000';
const WELL: LifeSigns = {
  wakeUs: NEVER,
  pump: { phase: 'idle', turns: 0 },
  link: { phase: 'running', turns: 1 },
};

class Listener {
  readonly heard: string[] = [];
  readonly #child: ChildProcess;

  constructor(test: TestContext, address: string) {
    this.#child = spawn('python3', ['-c', LISTENER, address], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    test.after(() => this.#child.kill('SIGKILL'));
    assert.ok(this.#child.stdout);
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.heard.push(line));
  }

  async until(what: string, isSo: (heard: readonly string[]) => boolean): Promise<void> {
    const deadlineMs = performance.now() + 8_000;
    while (!isSo(this.heard)) {
      assert.ok(performance.now() < deadlineMs, `${what}; heard: ${this.heard.join(' ')}`);
      await pass(10);
    }
  }
}

const managed = (
  test: TestContext,
  environment: Record<string, string>,
  signs: () => LifeSigns = () => WELL,
): { systemd: Systemd; logged: string[] } => {
  const logged: string[] = [];
  const systemd = new Systemd({
    notify: nativeNotify,
    environment,
    signs,
    clock: new MonotonicClock(),
    log: { write: (level, event) => logged.push(`${level} ${event}`) },
  });
  test.after(() => {
    systemd.close();
  });
  return { systemd, logged };
};

describe('a service manager', { skip }, () => {
  for (const [where, address] of [
    ['a path', join(folder, 'notify')],
    ['an abstract name', `@loa-notify-${process.pid}`],
  ] as const) {
    it(`hears that a box is ready, is alive, and stops: by ${where}`, async (test) => {
      const listener = new Listener(test, address);
      await listener.until('it listens', (heard) => heard.includes('bound'));
      const { systemd } = managed(test, { NOTIFY_SOCKET: address, WATCHDOG_USEC });
      systemd.ready();
      const feeds = (heard: readonly string[]) =>
        heard.filter((line) => line === 'WATCHDOG=1').length;
      await listener.until('it is fed three times', (heard) => feeds(heard) >= 3);
      systemd.stopping();
      await listener.until('it stops', (heard) => heard.includes('STOPPING=1'));
      assert.deepEqual(listener.heard.slice(0, 3), ['bound', 'READY=1', 'WATCHDOG=1']);
    });
  }

  it('is told on one line how a box is that cannot start, in the same breath as that it is ready', async (test) => {
    const address = join(folder, 'unset');
    const listener = new Listener(test, address);
    await listener.until('it listens', (heard) => heard.includes('bound'));
    managed(test, { NOTIFY_SOCKET: address }).systemd.ready('not running: box.id: missing');
    await listener.until('it is told', (heard) => heard.length >= 3);
    assert.deepEqual(listener.heard, ['bound', 'READY=1', 'STATUS=not running: box.id: missing']);
  });

  it('is fed no more once the core is not woken, and the log says why, once', async (test) => {
    const address = join(folder, 'dead');
    const listener = new Listener(test, address);
    await listener.until('it listens', (heard) => heard.includes('bound'));
    let signs = WELL;
    const { systemd, logged } = managed(
      test,
      { NOTIFY_SOCKET: address, WATCHDOG_USEC },
      () => signs,
    );
    systemd.ready();
    await listener.until('it is fed', (heard) => heard.includes('WATCHDOG=1'));
    signs = { ...WELL, wakeUs: monoUs(new MonotonicClock().nowUs() - 6e6) };
    await pass(200);
    const fed = listener.heard.length;
    await pass(500);
    assert.equal(listener.heard.length, fed);
    assert.deepEqual(logged, ['fatal watchdog.withheld']);
  });

  it('that nobody named is told nothing', (test) => {
    const { systemd, logged } = managed(test, {});
    systemd.ready();
    systemd.stopping();
    assert.deepEqual(logged, []);
  });
});
