/**
 * A process with the store of a box, as a box opens it, for the tests of disks that are full or may only be read. What it is told to do is a
 * list of steps, and each answers a line: what was loaded, what came of a save, what the store itself had to say.
 */
import { spawnSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { rmSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SealedRecord } from '../../../agent/core/wire/proof/proof-record.ts';
import { openStore } from '../../../agent/shell/store/open-store.ts';
import { StoreError } from '../../../agent/shell/store/store-error.ts';
import { chainOf, stateOf } from './store-suite.ts';

const [file = '', ...steps] = process.argv.slice(2);
const directory = dirname(file);
const filler = join(directory, 'filler');

/** As much as a record may say besides. */
const LONG = Object.fromEntries(
  Array.from({ length: 16 }, (_, at) => [`word-${at}`, 'x'.repeat(4_000)]),
);

const say = (what: Record<string, unknown>): void => {
  writeSync(1, `${JSON.stringify(what)}\n`);
};

const toldEvents = new EventEmitter();
const firstTold = once(toldEvents, 'told');
const { store, loaded } = openStore(file, ({ event }) => {
  say({ told: event });
  toldEvents.emit('told');
});
let session = loaded.state.session;
let records: readonly SealedRecord[] = loaded.records;
let saved = records.length;

const save = async (): Promise<boolean> => {
  session += 1;
  try {
    await store.save(stateOf(session), records.slice(saved));
    saved = records.length;
    say({ saved: session, records: records.at(-1)?.number ?? 0 });
    return true;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    say({ refused: session, message: error.message, remedy: error.remedy });
    return false;
  }
};

/** To its last byte. */
const fill = (): void => {
  for (let size = 65_536; size >= 1; size = Math.floor(size / 2)) {
    try {
      for (;;) writeFileSync(filler, 'x'.repeat(size), { flag: 'a' });
    } catch {
      // That much no longer fits: a smaller piece may.
    }
  }
};

/** Records of more than the usual length, until the room that was taken beforehand is used up. */
const recordUntilRefused = async (): Promise<void> => {
  for (let round = 0; round < 200; round++) {
    records = chainOf(50, records, LONG);
    if (!(await save())) return;
  }
};

const STEPS: Readonly<Record<string, () => unknown>> = {
  save,
  record: () => {
    records = chainOf(3, records);
    return save();
  },
  fill,
  'make-room': () => {
    rmSync(filler);
  },
  'until-refused': recordUntilRefused,
  writable: () => {
    const { status, stderr } = spawnSync('mount', ['-o', 'remount,rw', directory], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
  },
  found: () => {
    const { state, broken, note } = loaded;
    say({
      found: state.session,
      sequence: state.trust.heard.issuers[0]?.sequence ?? null,
      forgotten: state.trust.heard.forgottenUntil > 0,
      records: loaded.records.at(-1)?.number ?? 0,
      ...(broken !== undefined && { broken }),
      ...(note !== undefined && { note: note.event }),
    });
  },
  /** Until the store has had something to say. */
  'until-told': () => firstTold,
  die: () => {
    process.kill(process.pid, 'SIGKILL');
  },
};

for (const step of steps) {
  const act = STEPS[step];
  if (act === undefined) throw new Error(`no such step: ${step}`);
  await act();
}
