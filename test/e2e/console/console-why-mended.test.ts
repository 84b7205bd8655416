/**
 * One box on its pole that falls ill again and again, and is mended each time: `why`, asked the moment the fault is there, names it
 * first within ten seconds of that moment; mended, `why` says that the box is good. No fault waits for the next reading of a sensor.
 */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { trustTopic } from '../../../agent/core/wire/topic.ts';
import { nativeAlsa } from '../../../hw/native/load.ts';
import { skipWithoutSocat } from '../../contract/relay/relay-board.ts';
import { BoardPort } from '../../rig/relay-board/board-port.ts';
import { ModbusRelayBoard } from '../../rig/relay-board/modbus-relay-board.ts';
import { buildCard } from '../../rig/sound-card/build-card.ts';
import { layOutCards, type RigCard } from '../../rig/sound-card/rig-cards.ts';
import { AREA, type BoxUnderTest } from '../box-under-test.ts';
import { callSocket, consoleSettings, type Talk } from './console-talk.ts';
import { FillableDisk, skipWithoutDisk } from '../../rig/disk/fillable-disk.ts';
import { buildSmallVillage, type SmallVillage } from '../small-village.ts';
import { askWhy, verdictOf, WITHIN_MS } from './why.ts';

const built = buildCard();
const SUPPLY = 0;
const LINE = 1;

interface Pole {
  readonly village: SmallVillage;
  readonly box: BoxUnderTest;
  readonly talk: Talk;
  readonly card: RigCard;
  readonly board: ModbusRelayBoard;
  readonly disk: FillableDisk;
  /** As the sensor of that name has it: thousandths. */
  readonly sense: (sensor: 'temperature' | 'line', value: number) => void;
  readonly close: (contact: 'kill' | 'mains', isClosed: boolean) => void;
}

interface Illness {
  readonly fault: string;
  /** The first line of the verdict. */
  readonly says: RegExp;
  readonly strikes: (pole: Pole) => void | Promise<void>;
  /** Absent: not on this pole. */
  readonly mended?: (pole: Pole) => void | Promise<void>;
}

const ILLNESSES: readonly Illness[] = [
  {
    fault: 'no card',
    says: /^BROKEN: +Sound card: does not open/,
    strikes: ({ card }) => {
      card.unplug();
    },
    mended: ({ card }) => {
      card.plugIn();
    },
  },
  {
    fault: 'card stalls',
    says: /^BROKEN: +Sound card: stands still/,
    strikes: ({ card }) => {
      card.stall(60_000);
    },
    // Opened anew it runs again, and every try opens it anew.
    mended: () => undefined,
  },
  {
    fault: 'relay board silent',
    says: /^BROKEN: +Amplifier: the relay board does not answer/,
    strikes: ({ board }) => {
      board.isSilent = true;
    },
    mended: ({ board }) => {
      board.isSilent = false;
    },
  },
  {
    fault: 'relay stuck',
    says: /^BROKEN: +Amplifier: a relay is stuck on: the amplifier may be live/,
    strikes: ({ board }) => {
      board.coils.stuck.set(SUPPLY, true);
    },
    mended: ({ board }) => {
      board.coils.stuck.clear();
    },
  },
  {
    fault: 'line short',
    says: /^BROKEN: +Speaker line: the line to the horns was short/,
    strikes: ({ sense }) => {
      sense('line', 50);
    },
    mended: async ({ sense, talk }) => {
      sense('line', 1_000);
      assert.match(verdictOf(await askWhy(talk)), /was short/, 'until somebody has looked');
      talk.type('faults reset\r');
      await talk.until(/Unlocked\.[^#]*# $/);
    },
  },
  {
    fault: 'line open',
    says: /^BROKEN: +Speaker line: the line to the horns is cut/,
    strikes: ({ sense }) => {
      sense('line', 5_000);
    },
    mended: ({ sense }) => {
      sense('line', 1_000);
    },
  },
  {
    fault: 'over-temperature',
    says: /^BROKEN: +Amplifier: the box is too hot/,
    strikes: ({ sense }) => {
      sense('temperature', 95_000);
    },
    mended: ({ sense }) => {
      sense('temperature', 41_000);
    },
  },
  {
    fault: 'disk full',
    says: /^BROKEN: +Box: the disk (?:cannot be written|is full: 0 MiB left|takes nothing)/,
    strikes: ({ disk }) => {
      disk.fill();
    },
    mended: ({ disk }) => {
      disk.free();
    },
  },
  {
    fault: 'kill switch on',
    says: /^BROKEN: +Announcement: the kill switch of this box is thrown/,
    strikes: ({ close }) => {
      close('kill', true);
    },
    mended: ({ close }) => {
      close('kill', false);
    },
  },
  {
    fault: 'a line to the broker that has died without a word',
    says: /^MIND: +Broker: the broker does not answer/,
    strikes: ({ village }) => {
      village.line.stall();
    },
    mended: ({ village }) => {
      village.line.resume();
    },
  },
  {
    fault: 'mandate revoked',
    says: /^BROKEN: +Announcement: the authority of whoever spoke is revoked/,
    strikes: async ({ village, box }) => {
      const list = await village.studio.revoke();
      await village.headEnd.publishAsync(trustTopic(AREA), list, { qos: 1 });
      const broadcast = await village.speak(25);
      await box.event('refused');
      await broadcast.done;
    },
  },
];

const raisePole = async (t: TestContext): Promise<Pole> => {
  const village = await buildSmallVillage(t);
  const { folder } = village;
  const board = new ModbusRelayBoard();
  const port = await BoardPort.of(board);
  t.after(() => port.remove());
  const disk = new FillableDisk(t, '32m');
  const { configFile, cards } = layOutCards(folder, built.library ?? '', { card: {} });
  const sense: Pole['sense'] = (sensor, value) => {
    writeFileSync(join(folder, sensor), `${value}\n`);
  };
  const contacts = join(folder, 'contacts');
  mkdirSync(contacts);
  const close = (contact: string, isClosed: boolean): void => {
    writeFileSync(join(contacts, contact), isClosed ? '1' : '0');
  };
  sense('temperature', 41_000);
  sense('line', 1_000);
  for (const contact of ['kill', 'tamper', 'mains', 'test']) close(contact, false);
  const box = village.startBox({
    console: { ...(await consoleSettings(folder)), language: 'en' },
    audio: { sink: 'alsa', device: 'card', decoder: 'libopus' },
    runner: ['env', `ALSA_CONFIG_PATH=${configFile}`],
    amplifier: { relays: 'modbus', port: port.path, supply: SUPPLY, line: LINE },
    storeFile: join(disk.folder, 'state'),
    inputs: { folder: contacts },
    sensors: {
      temperature_file: join(folder, 'temperature'),
      line_file: join(folder, 'line'),
      // What nobody asks for is read seldom: `why` has to ask.
      every_s: 30,
    },
  });
  await box.event('link.up');
  const talk = await callSocket(join(folder, 'console.sock'));
  t.after(() => {
    talk.hangUp();
  });
  await talk.login();
  return { village, box, talk, card: cards.card, board, disk, sense, close };
};

/** Asks until it says that all is well. */
const untilGood = async (talk: Talk): Promise<void> => {
  const deadlineMs = performance.now() + WITHIN_MS;
  for (;;) {
    const verdict = verdictOf(await askWhy(talk));
    if (/^LOUDSPEAKER GOOD$/.test(verdict)) return;
    assert.ok(performance.now() < deadlineMs, `mended, and still: ${verdict}`);
  }
};

const skip = nativeAlsa.absent ?? built.absent ?? (skipWithoutDisk || skipWithoutSocat);

test(
  'why names each fault first, the moment it is there, and the box good again',
  { skip },
  async (t) => {
    const pole = await raisePole(t);
    await untilGood(pole.talk);
    for (const { fault, says, strikes, mended } of ILLNESSES) {
      await t.test(fault, async (part) => {
        await strikes(pole);
        const fromMs = performance.now();
        const screen = await askWhy(pole.talk);
        const tookMs = performance.now() - fromMs;
        assert.match(verdictOf(screen), says, screen);
        assert.ok(tookMs < WITHIN_MS, `${tookMs} ms`);
        part.diagnostic(`${Math.round(tookMs)} ms from the fault to the verdict`);
        if (mended === undefined) return;
        await mended(pole);
        await untilGood(pole.talk);
      });
    }
    assert.equal(await pole.box.stop(), 0);
  },
);
