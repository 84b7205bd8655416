/** A process that ends on a fault of its own while the relay board hangs: it ends all the same, and says so. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginLifetime } from '../../../agent/shell/process/lifetime.ts';
import type { RelayBank } from '../../../hw/ports.ts';

const EVENTS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'uncaughtException', 'unhandledRejection'] as const;

test('a board that never says that it is off holds up the end of the process for three seconds', async (t) => {
  const before = new Map(EVENTS.map((event) => [event, process.listeners(event as 'SIGTERM')]));
  t.after(() => {
    for (const event of EVENTS) {
      for (const listener of process.listeners(event as 'SIGTERM')) {
        if (before.get(event)?.includes(listener) !== true) process.off(event, listener);
      }
    }
  });
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const relays: RelayBank = {
    open: () => Promise.resolve(),
    set: () => Promise.resolve(),
    read: () => Promise.resolve({ supply: true, line: true }),
    close: () => new Promise(() => undefined),
  };
  const lines: string[] = [];
  const { over, crash } = beginLifetime({
    relays,
    log: { write: (_level, event) => void lines.push(event), close: () => Promise.resolve() },
    shutdown: () => undefined,
  });
  let status: number | undefined;
  void over.then((ended) => (status = ended));
  crash(new Error('a mistake of our own'));
  t.mock.timers.tick(2_999);
  await turns();
  assert.equal(status, undefined);
  t.mock.timers.tick(1);
  await turns();
  assert.equal(status, 1);
  assert.deepEqual(lines, ['crashed', 'relay.stuck']);
});

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};
