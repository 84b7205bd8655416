/** What every source of sound does, whatever it is: the contract of broker-sim/source/opus-source.ts. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { opusPacketShape } from '../../../agent/core/wire/opus-packet.ts';
import type { OnTrouble, OpusSource } from '../../../broker-sim/source/opus-source.ts';
import { processesMentioning } from './source-hearing.ts';

export interface SourceUnderTest {
  readonly name: string;
  readonly live: boolean;
  /** Stands in the command line of every process behind it. */
  readonly mark: () => string;
  readonly open: (onTrouble: OnTrouble) => OpusSource;
  readonly skip: string | false;
}

const noTrouble: OnTrouble = ({ line }) => assert.fail(line);

export const describeSource = ({ name, live, mark, open, skip }: SourceUnderTest): void => {
  describe(`${name} keeps the contract of a source`, { skip }, () => {
    test('it says whether it is live, and describes itself in a line', async () => {
      const source = open(noTrouble);
      assert.equal(source.live, live);
      assert.match(source.description, /^[^\n]+$/);
      await source.close();
    });

    test('it gives packets of one 20 ms frame; the first of them, alone, comes after a gap', async () => {
      const source = open(noTrouble);
      let lastUs = 0;
      for (let frame = 0; frame < 50; frame++) {
        const item = await source.next();
        assert.ok(item.is === 'frame');
        assert.deepEqual(opusPacketShape(item.packet), { frameUs: 20_000, frames: 1 });
        assert.equal(item.afterGap, frame === 0);
        assert.ok(item.capturedAtUs >= lastUs);
        lastUs = item.capturedAtUs;
      }
      await source.close();
    });

    test('closed before it was read, it has started nothing and gives the end', async () => {
      const source = open(noTrouble);
      await source.close();
      assert.deepEqual(await source.next(), { is: 'end', failed: false });
      assert.deepEqual(processesMentioning(mark()), []);
    });

    test('closed while somebody waits for a frame, it answers with the end and leaves no process', async () => {
      const source = open(noTrouble);
      await source.next();
      const waiting = (async () => {
        for (;;) {
          const item = await source.next();
          if (item.is === 'end') return item;
        }
      })();
      await source.close();
      assert.equal((await waiting).failed, false);
      assert.deepEqual(processesMentioning(mark()), []);
    });

    test('closed twice at once and once more, it is closed', async () => {
      const source = open(noTrouble);
      await source.next();
      await Promise.all([source.close(), source.close()]);
      await source.close();
      assert.equal((await source.next()).is, 'end');
    });
  });
};
