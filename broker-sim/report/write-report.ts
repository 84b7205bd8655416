/** Writes the report of one run as a single HTML file that needs nothing beside it. Knows files, and nothing of brokers or boxes. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { RunRecord } from './record/run-record.ts';
import { reportPage } from './report-page.ts';

/**
 * Reads the WAVs that `record` names, and leaves a whole report at `outFile` or none: it is written beside and renamed.
 * A WAV that cannot be read is said in the report, never thrown.
 * @throws {Error} where `outFile` cannot be written.
 */
export const writeReport = async (record: RunRecord, outFile: string): Promise<void> => {
  const path = resolve(outFile);
  const page = await reportPage(record, dirname(path));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, page, 'utf8');
  await rename(`${path}.part`, path);
};
