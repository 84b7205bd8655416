/** `loa-sim run`: a village hears a recording, and whoever started it sees how, and what came of it. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { BulletinClass } from '../../agent/core/vocabulary.ts';
import { BULLETIN_PATH, BULLETIN_TITLE } from '../bulletin/bulletin.ts';
import { runBulletin, type BulletinRun } from '../cluster/bulletin-run.ts';
import { LiveScreen } from '../cluster/screen/live-screen.ts';
import { runSummary } from '../cluster/screen/run-summary.ts';
import { openVillage, VillageError, type Village } from '../cluster/village.ts';
import { VillageWatch } from '../cluster/village-watch.ts';
import { BroadcastError } from '../head-end/broadcast/broadcast-error.ts';
import { interruptible, type Interruption } from './interruption.ts';
import { holdsProof } from '../report/verdict.ts';
import { writeReport } from '../report/write-report.ts';
import { openSource } from '../source/open-source.ts';
import { SourceTroubles } from '../source/source-troubles.ts';
import { speakerMissing } from '../speaker-part.ts';
import { EXIT, UserMistake } from '../user-mistake.ts';

export interface RunOptions {
  /** The bulletin of the house where not given. */
  readonly file: string | undefined;
  readonly boxes: number;
  readonly out: string;
  readonly class: BulletinClass;
  readonly title: string | undefined;
  readonly listen: boolean;
  readonly time: 'system' | 'ntp';
}

/** Answers the exit status. @throws {UserMistake} */
export const runCommand = async (options: RunOptions): Promise<number> => {
  const screen = new LiveScreen(process.stdout);
  const file = checkedFile(options.file ?? BULLETIN_PATH);
  const missing = speakerMissing();
  if (missing !== undefined) screen.note(missing);

  let village: Village | undefined;
  const interruption = interruptible(() => {
    village?.killBoxes();
    process.exit(EXIT.interrupted);
  });
  const startedMs = performance.now();
  screen.note(`Starting a broker and ${boxesInWords(options.boxes)} ...`);
  try {
    village = await openVillage({
      outDirectory: options.out,
      boxes: options.boxes,
      aloud: options.listen && missing === undefined,
      time: options.time,
      signal: interruption.signal,
    });
    const readyS = ((performance.now() - startedMs) / 1_000).toFixed(1);
    screen.note(`Ready after ${readyS} s. Playing ${shown(file)} to ${village.area}.`);
    return await play(village, file, options, screen, interruption);
  } catch (error) {
    if (!(error instanceof VillageError)) throw error;
    process.stderr.write(`loa-sim: ${error.message}\n`);
    return interruption.signal.aborted ? EXIT.interrupted : EXIT.failed;
  } finally {
    await village?.close();
    interruption.release();
  }
};

const play = async (
  village: Village,
  file: string,
  options: RunOptions,
  screen: LiveScreen,
  { signal }: Interruption,
): Promise<number> => {
  const watch = new VillageWatch(village, screen);
  const troubles = new SourceTroubles((line) => screen.note(line));
  let run: BulletinRun;
  try {
    run = await runBulletin(village, options.out, {
      source: openSource(file, troubles.tell),
      title: options.title ?? titleOf(file),
      onTrouble: (line) => screen.note(line),
      class: options.class,
      signal,
      onAnnounced: ({ announcement }) => {
        troubles.announced();
        watch.announced(announcement.id);
      },
      onProgress: (progress) => watch.progressed(progress),
    });
  } catch (error) {
    if (!(error instanceof BroadcastError)) throw error;
    if (signal.aborted) return EXIT.interrupted;
    throw new UserMistake(troubles.reason ?? error.message, { cause: error });
  } finally {
    watch.end();
  }
  const reportFile = path.join(options.out, 'report.html');
  await writeReport(run.record, reportFile);
  const lines = runSummary(run, { outDirectory: options.out, reportFile });
  for (const line of ['', ...lines]) screen.note(line);
  if (signal.aborted) return EXIT.interrupted;
  return heardByAll(run) && run.record.boxes.every(holdsProof) ? EXIT.ok : EXIT.failed;
};

/** All that the source held was sent, and every box heard all that was sent. */
const heardByAll = ({ record, result }: BulletinRun): boolean =>
  result.why === 'complete' &&
  result.framesDropped === 0 &&
  record.boxes.every(({ verdict }) => verdict === 'all');

/** What is no file is said before anything is started. A URL or a sound input cannot be looked at beforehand. */
const checkedFile = (file: string): string => {
  if (/^(rtsps?:\/\/|mic:)/i.test(file)) return file;
  if (!existsSync(file)) throw new UserMistake(`there is no file ${file}`);
  if (!statSync(file).isFile()) throw new UserMistake(`${file} is not a file: name a recording`);
  return file;
};

const boxesInWords = (boxes: number): string => (boxes === 1 ? 'one box' : `${boxes} boxes`);

const shown = (file: string): string => {
  const relative = path.relative('', file);
  return relative.startsWith('..') || file.includes('://') ? file : relative;
};

const titleOf = (file: string): string =>
  file === BULLETIN_PATH ? BULLETIN_TITLE : path.parse(file).name;
