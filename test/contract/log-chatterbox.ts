/** A process that logs far more than its reader takes, then says on stderr how it fared: a child of `log.test.ts`. */
import { openLog } from '../../agent/shell/log/log.ts';

const lines = Number(process.argv[2]);
const log = openLog({ boxId: 'box-1', level: 'info' });
const filler = 'x'.repeat(1_000);
let slowestWriteMs = 0;
let waitingBytesMost = 0;

const chatter = (left: number): void => {
  const before = performance.now();
  log.write('info', 'chatter', { left, filler });
  slowestWriteMs = Math.max(slowestWriteMs, performance.now() - before);
  waitingBytesMost = Math.max(waitingBytesMost, process.stdout.writableLength);
  if (left > 0) setImmediate(chatter, left - 1);
  else void end();
};

const end = async (): Promise<void> => {
  await log.close();
  process.stderr.write(JSON.stringify({ slowestWriteMs, waitingBytesMost }));
  process.exit(0);
};

chatter(lines);
