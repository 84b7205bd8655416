/** The page of the report, from record to HTML. */
import type { RunRecord } from './run-record.ts';

export const reportPage = (record: RunRecord, _besideDir: string): Promise<string> =>
  Promise.resolve(`<!doctype html><meta charset="utf-8"><title>Loa: ${String(record.boxes.length)} boxes</title>`);
