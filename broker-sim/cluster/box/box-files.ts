/** Where the files of each box of a run lie, by name. It opens none of them, but clears away those of an earlier run. */
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';

export interface BoxFiles {
  readonly configFile: string;
  /** By which the broker knows it, and the key of that. */
  readonly certificateFile: string;
  readonly privateKeyFile: string;
  /** What left the horn. */
  readonly wavFile: string;
  /** When each part of it did. */
  readonly segmentsFile: string;
  readonly relaysFile: string;
  readonly storeFile: string;
  readonly logFile: string;
}

export const boxFiles = (outDirectory: string, boxId: string): BoxFiles => {
  const named = (ending: string): string => path.resolve(outDirectory, `${boxId}${ending}`);
  return {
    configFile: named('.toml'),
    certificateFile: named('.pem'),
    privateKeyFile: named('.key'),
    wavFile: named('.wav'),
    segmentsFile: named('.wav.segments.jsonl'),
    relaysFile: named('.relays.jsonl'),
    storeFile: named('.store.json'),
    logFile: named('.log'),
  };
};

/** A run's own names, and no others: the folder may hold what is somebody else's. */
const OF_A_BOX =
  /^box-(\d{1,3}|aloud)\.(toml|pem|key|wav|wav\.segments\.jsonl|relays\.jsonl|store\.json(\.\w+)?|store\.db(-wal|-shm|\.damaged)?|proof\.jsonl|log)$/;
const OF_A_RUN = /^(sent\.wav|report\.html|ca\.pem)$/;

/** So that nothing of yesterday's is taken for today's. */
export const clearEarlierRun = async (outDirectory: string): Promise<void> => {
  const names = await readdir(outDirectory);
  const stale = names.filter((name) => OF_A_BOX.test(name) || OF_A_RUN.test(name));
  await Promise.all(stale.map((name) => rm(path.join(outDirectory, name), { force: true })));
};
