/**
 * What a good start leaves for whoever comes after its end: which relays there are, for a program of Node, and how they are switched off
 * step by step, for one that is none (`off-plan.ts`). Knows no driver.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RelaysConfig } from '../../config/relays-config.ts';
import { textOf } from './known-relays.ts';
import { offPlan } from './off-plan.ts';

/** Where the plan lies. */
export const offPlanFile = (relaysFile: string): string => relaysFile.replace(/\.json$/, '.off');

/** Both files. @throws where one cannot be written. */
export const rememberRelays = (file: string, config: RelaysConfig): void => {
  mkdirSync(dirname(file), { recursive: true });
  keep(file, `${JSON.stringify(config)}\n`);
  keep(offPlanFile(file), offPlan(config));
};

/** Written where it is news, or an SD card would wear by each start. */
const keep = (file: string, text: string): void => {
  if (textOf(file) === text) return;
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
};
