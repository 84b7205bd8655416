/** A process that saves states, for `store.test.ts` to kill, to deny rights to, or to run on a full disk. */
import { existsSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openFileStore } from '../../../agent/shell/store/file-store.ts';
import { StoreError } from '../../../agent/shell/store/store-error.ts';
import { heardUpTo } from '../../core/trust/stored-trust.ts';

const [task, file = '', directory = ''] = process.argv.slice(2);
const store = openFileStore(file);

const stateOf = (session: number) => ({ session, trust: heardUpTo(session * 7) });

/** Saves as fast as it can, and says of each save that it is done only after it is. */
const saveForEver = async (): Promise<never> => {
  let { session } = store.load().state;
  for (;;) {
    await store.save(stateOf(++session), []);
    writeSync(1, `${session}\n`);
  }
};

/** What a save came to, as JSON. */
const saveOnce = async (session: number): Promise<void> => {
  try {
    await store.save(stateOf(session), []);
    writeSync(1, '{"saved":true}\n');
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    writeSync(1, `${JSON.stringify({ message: error.message, remedy: error.remedy })}\n`);
  }
};

const fill = (filler: string): void => {
  for (let size = 65_536; size >= 1; size = Math.floor(size / 2)) {
    try {
      for (;;) writeFileSync(filler, 'x'.repeat(size), { flag: 'a' });
    } catch {
      // That much no longer fits: a smaller piece may.
    }
  }
};

switch (task) {
  case 'save-for-ever':
    await saveForEver();
    break;
  case 'save-thrice':
    for (const session of [1, 2, 3]) await saveOnce(session);
    break;
  case 'without-rights':
    if (process.getuid?.() === 0) {
      process.setgid?.(65_534);
      process.setuid?.(65_534);
    }
    await saveOnce(9);
    break;
  case 'read-only':
    await saveOnce(9);
    break;
  case 'full-disk': {
    const filler = join(directory, 'filler');
    await saveOnce(1);
    await saveOnce(2);
    fill(filler);
    await saveOnce(3);
    writeSync(1, `${JSON.stringify({ halfFile: existsSync(`${file}.new`) })}\n`);
    writeSync(1, `${JSON.stringify(openFileStore(file).load().state)}\n`);
    rmSync(filler);
    await saveOnce(4);
    break;
  }
  default:
    throw new Error(`no such task: ${String(task)}`);
}
