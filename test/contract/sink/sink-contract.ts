/**
 * What the agent expects of every sound card, fake or real, as tests in real time. It knows none of them by name, and
 * nothing of where the sound goes.
 */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { DeviceError, type AudioSink, type SinkStatus } from '../../../hw/ports.ts';

/** Makes a closed sink, one that can be opened. */
export type SinkSubject = () => AudioSink;

const DEADLINE_MS = 5_000;
const ATTEMPTS = 5;

/** How well a card knows its own position. */
export interface SinkPrecision {
  /** By how much the instant of the next sample may seem to move. */
  readonly us: number;
  /** By how much a second of sound may seem longer or shorter than that, in samples. */
  readonly samplesOfSecond: number;
}
/** A card that is reckoned: a thousandth of a sample, which is what the rounding of µs in doubles may do. */
const EXACT: SinkPrecision = { us: 0.02, samplesOfSecond: 2 };

const samplesToUs = (samples: number): number => (samples * 1e6) / 48_000;

/** When the next sample written will leave the horn, in µs of CLOCK_MONOTONIC. */
const nextLeavesUs = ({ atUs, delaySamples }: SinkStatus): number =>
  atUs + samplesToUs(delaySamples);

export const sinkContract = (
  name: string,
  make: SinkSubject,
  skip: string | false = false,
  precision: SinkPrecision = EXACT,
): void => {
  void describe(`a sound card (${name})`, { skip }, () => {
    let sink: AudioSink;
    beforeEach(() => {
      sink = make();
    });
    afterEach(() => sink.close());

    /** Asks every few ms until the answer is true. */
    const until = async (what: string, isSo: (status: SinkStatus) => boolean): Promise<void> => {
      const deadline = Date.now() + DEADLINE_MS;
      while (!isSo(sink.status())) {
        assert.ok(Date.now() < deadline, `${what}: not within ${DEADLINE_MS} ms`);
        await pass(5);
      }
    };
    /**
     * A measurement in real time, made again where this process was not scheduled for longer than the card's buffer
     * lasts: that is an xrun, and rightly so, but says nothing of the card.
     */
    const undisturbed = async (measure: () => Promise<void>): Promise<void> => {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        await sink.open();
        await measure();
        if (sink.status().xruns === 0) return;
        await sink.close();
      }
      assert.fail(`the card ran dry in each of ${ATTEMPTS} attempts`);
    };
    const fill = (): number => sink.write(new Int16Array(sink.status().roomSamples));

    void it('says that it is not open, and takes nothing, before it is opened', () => {
      const { state, reason, delaySamples, roomSamples } = sink.status();
      assert.deepEqual([state, delaySamples, roomSamples], ['failed', 0, 0]);
      assert.match(String(reason), /not open/);
      assert.equal(sink.write(new Int16Array(960)), 0);
    });

    void it('is idle, not dry, until something is written', async () => {
      const { bufferSamples } = await sink.open();
      const { state, atUs, delaySamples, roomSamples } = sink.status();
      assert.equal(state, 'running');
      assert.ok(delaySamples > 0 && delaySamples <= bufferSamples, `delay ${delaySamples}`);
      assert.ok(roomSamples > 0 && roomSamples <= bufferSamples, `room ${roomSamples}`);
      const bufferUs = samplesToUs(bufferSamples);
      await until('time to run dry', (status) => status.atUs > atUs + 2 * bufferUs);
      assert.equal(sink.status().xruns, 0);
    });

    void it('takes what it has room for, and no more until it has played some', async () => {
      const { bufferSamples } = await sink.open();
      const taken = sink.write(new Int16Array(bufferSamples * 2));
      assert.ok(taken > 0 && taken < bufferSamples, `took ${taken}`);
      // A whole buffer waits, and the sample before it is still leaving.
      const { delaySamples } = sink.status();
      assert.ok(delaySamples < bufferSamples + 1, `delay ${delaySamples}`);
      await until('room for a frame', ({ roomSamples }) => roomSamples >= 960);
      assert.equal(sink.write(new Int16Array(960)), 960);
    });

    void it('keeps the instant of the next sample, to which it adds only what is written', () =>
      undisturbed(async () => {
        let written = fill();
        const firstLeavesUs = nextLeavesUs(sink.status()) - samplesToUs(written);
        const startUs = sink.status().atUs;
        await until('half a second of steady writing', (status) => {
          const wanderedUs = nextLeavesUs(status) - firstLeavesUs - samplesToUs(written);
          if (status.xruns > 0) return true;
          assert.ok(Math.abs(wanderedUs) < precision.us, `the instant moved by ${wanderedUs} µs`);
          written += fill();
          return status.atUs > startUs + 500_000;
        });
      }));

    void it('paces whoever fills it at 48 kHz', () =>
      undisturbed(async () => {
        const start = sink.status();
        let takenSamples = 0;
        await until('a second of writing', ({ atUs }) => {
          takenSamples += fill();
          return atUs > start.atUs + 1_000_000;
        });
        const end = sink.status();
        if (end.xruns > 0) return;
        const madeRoomSamples = ((end.atUs - start.atUs) * 48_000) / 1e6;
        const error = takenSamples + end.roomSamples - start.roomSamples - madeRoomSamples;
        assert.ok(Math.abs(error) < precision.samplesOfSecond, `${error} samples off`);
      }));

    void it('counts a dry spell once, however long, and plays on after it', async () => {
      const { bufferSamples } = await sink.open();
      sink.write(new Int16Array(960));
      const before = nextLeavesUs(sink.status());
      await until('it runs dry', ({ xruns }) => xruns > 0);
      const { atUs } = sink.status();
      const bufferUs = samplesToUs(bufferSamples);
      await until('a long dry spell', (status) => status.atUs > atUs + 2 * bufferUs);
      assert.equal(sink.status().xruns, 1);
      const status = sink.status();
      assert.ok(
        nextLeavesUs(status) > Math.max(before, status.atUs),
        'the next sample comes later',
      );
      const firm = nextLeavesUs(status);
      assert.equal(sink.write(new Int16Array(480)), 480);
      const movedUs = nextLeavesUs(sink.status()) - firm;
      assert.ok(Math.abs(movedUs - 10_000) < precision.us, `moved by ${movedUs} µs`);
      await until('it runs dry again', ({ xruns }) => xruns === 2);
    });

    void it('stops at once when closed, and can be closed again', async () => {
      await sink.open();
      fill();
      const startMs = Date.now();
      await sink.close();
      await sink.close();
      const tookMs = Date.now() - startMs;
      assert.ok(tookMs < 400, `closing took ${tookMs} ms: it waited for the buffer to play`);
      assert.equal(sink.status().state, 'failed');
      assert.equal(sink.write(new Int16Array(960)), 0);
    });

    void it('opens again after a close, with its counters at nothing', async () => {
      await sink.open();
      sink.write(new Int16Array(960));
      await until('it runs dry', ({ xruns }) => xruns === 1);
      const closed = sink.close();
      await sink.open();
      await closed;
      const { state, xruns } = sink.status();
      assert.deepEqual([state, xruns], ['running', 0]);
      assert.ok(fill() > 0);
    });

    void it('takes a second open for a bug of ours', async () => {
      await sink.open();
      await assert.rejects(sink.open(), (error) => !(error instanceof DeviceError));
      assert.equal(sink.status().state, 'running');
    });
  });
};
