/** Settings that nobody has confirmed in time give way to those before them, and the agent starts again. */
import { returned } from '../../../config/console-settings.ts';
import type { Input } from '../../../core/input.ts';
import { describeFailure } from '../../failure.ts';
import type { Log } from '../../log/log.ts';
import { readConsoleSettings, writeConsoleSettings } from './settings-file.ts';

const MS_PER_MINUTE = 60_000;

/** Answers what ends it. */
export const watchTrial = (
  file: string,
  post: (input: Input) => void,
  log: Pick<Log, 'write'>,
): (() => void) => {
  const trial = trialIn(file);
  if (trial === undefined) return () => undefined;
  log.write('warn', 'config.on-trial', { minutes: trial.minutes });
  const timer = setTimeout(() => {
    void giveUp(file, post, log);
  }, trial.minutes * MS_PER_MINUTE);
  return () => {
    clearTimeout(timer);
  };
};

const giveUp = async (
  file: string,
  post: (input: Input) => void,
  log: Pick<Log, 'write'>,
): Promise<void> => {
  if (trialIn(file) === undefined) return;
  let why = 'nobody confirmed the new one in time';
  try {
    await writeConsoleSettings(file, returned(readConsoleSettings(file)));
  } catch (error) {
    // The next start finds it started once already, and lets it go all the same.
    why += `; that cannot be kept: ${describeFailure(error)}`;
  }
  log.write('warn', 'config.returned', { why });
  post({ on: 'shutdown' });
};

/** What runs on trial: not what was committed a moment ago, and waits for the restart. */
const trialIn = (file: string) => {
  try {
    const { trial } = readConsoleSettings(file);
    return trial !== undefined && trial.starts > 0 ? trial : undefined;
  } catch {
    // The start has told of it: then nothing of it is in force.
    return undefined;
  }
};
