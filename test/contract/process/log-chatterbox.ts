/** A process that logs far more than its reader takes, then says on stderr how it fared: a child of `log.test.ts`. */
import { openLog } from '../../../agent/shell/log/log.ts';

const lines = Number(process.argv[2]);
const log = openLog({ boxId: 'box-1', level: 'info' });
const filler = 'x'.repeat(1_000);
/** A line that waited for its reader; once in a while the process itself is not scheduled for as long. */
const SLOW_MS = 50;
let slowWrites = 0;
let waitingBytesMost = 0;

const chatter = (left: number): void => {
  const before = performance.now();
  log.write('info', 'chatter', { left, filler });
  if (performance.now() - before > SLOW_MS) slowWrites += 1;
  waitingBytesMost = Math.max(waitingBytesMost, process.stdout.writableLength);
  if (left > 0) setImmediate(chatter, left - 1);
  else void end();
};

const end = async (): Promise<void> => {
  await log.close();
  process.stderr.write(JSON.stringify({ slowWrites, waitingBytesMost }));
  process.exit(0);
};

chatter(lines);
