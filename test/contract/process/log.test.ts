import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openLog } from '../../../agent/shell/log/log.ts';

const CHATTERBOX = fileURLToPath(new URL('./log-chatterbox.js', import.meta.url));

const linesOf = async (stream: PassThrough): Promise<Record<string, unknown>[]> => {
  stream.end();
  const written = await text(stream);
  return written
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
};

describe('a log line', () => {
  test('names its level, box, event and fields, with the time as ISO 8601', async () => {
    const to = new PassThrough();
    openLog({ boxId: 'box-1', level: 'info', to }).write('warn', 'link.down', { attempt: 3 });
    const [line] = await linesOf(to);
    assert.match(String(line?.['time']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual(
      { ...line, time: '' },
      {
        level: 'warn',
        time: '',
        box: 'box-1',
        event: 'link.down',
        attempt: 3,
      },
    );
  });

  test('is not written below the level that was asked for', async () => {
    const to = new PassThrough();
    const log = openLog({ boxId: 'box-1', level: 'warn', to });
    log.write('info', 'link.up');
    log.write('fatal', 'bug');
    assert.deepEqual(
      (await linesOf(to)).map((line) => line['event']),
      ['bug'],
    );
  });

  test('shows no field that is named like a secret', async () => {
    const to = new PassThrough();
    openLog({ boxId: 'box-1', level: 'info', to }).write('info', 'link.up', {
      password: 'hunter2',
      token: 'hunter2',
    });
    const written = JSON.stringify(await linesOf(to));
    assert.doesNotMatch(written, /hunter2/);
    assert.match(written, /\[secret\]/);
  });

  test('stays one line, whatever somebody sent', async () => {
    const to = new PassThrough();
    openLog({ boxId: 'box-1', level: 'info', to }).write('info', 'refused', {
      title: 'a\n{"b":1}',
    });
    assert.equal((await linesOf(to)).length, 1);
  });
});

describe('a log whose reader', () => {
  test('stalls holds nobody up, is bounded, and lets the process exit', async () => {
    const child = spawn(process.execPath, [CHATTERBOX, '4000'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pause();
    const said = text(child.stderr);
    const [status] = (await once(child, 'exit')) as [number | null];
    assert.equal(status, 0);
    const { slowWrites, waitingBytesMost } = JSON.parse(await said) as {
      slowWrites: number;
      waitingBytesMost: number;
    };
    // Nearly all of them are written after the reader has stalled: if one waited for it, so would thousands.
    assert.ok(slowWrites < 10, `${slowWrites} of 4000 lines waited`);
    assert.ok(waitingBytesMost <= 1_048_576, `${waitingBytesMost} bytes waited`);
    assert.ok(waitingBytesMost > 500_000, 'the test itself: the reader was meant to stall');
  });

  test('goes away does not end the process', async () => {
    const child = spawn(process.execPath, [CHATTERBOX, '400'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    const said = text(child.stderr);
    const [status] = (await once(child, 'exit')) as [number | null];
    assert.equal(status, 0, await said);
  });

  test('comes back is told how many lines it missed', async () => {
    const to = new PassThrough({ highWaterMark: 1 });
    const log = openLog({ boxId: 'box-1', level: 'info', to });
    const filler = 'x'.repeat(10_000);
    for (let line = 0; line < 200; line++) log.write('info', 'chatter', { filler });

    let chatter = 0;
    for await (const line of createInterface(to)) {
      const { event, lines } = JSON.parse(line) as { event: string; lines?: number };
      if (event === 'log.dropped') {
        assert.ok(chatter > 90 && chatter < 110, `${chatter} lines of 10 kB waited in 1 MiB`);
        assert.equal(lines, 200 - chatter);
        return;
      }
      chatter++;
    }
    assert.fail('the stream ended');
  });
});
