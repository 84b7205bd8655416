/**
 * What a good start leaves for whoever comes after its end: which relays there are, for a program of Node, and how they are switched off
 * step by step, for one that is none (`off-plan.ts`). Knows no driver.
 */
import type { RelaysConfig } from '../../config/relays-config.ts';
import { leaveText } from '../store/left-behind.ts';
import { offPlan } from './off-plan.ts';

/** Where the plan lies. */
export const offPlanFile = (relaysFile: string): string => relaysFile.replace(/\.json$/, '.off');

/** Both files. @throws where one cannot be written. */
export const rememberRelays = (file: string, config: RelaysConfig): void => {
  leaveText(file, `${JSON.stringify(config)}\n`);
  leaveText(offPlanFile(file), offPlan(config));
};
