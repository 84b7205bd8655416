/**
 * A serial cable whose far end takes no more than 9,600 baud carry: a pseudo-terminal has no speed of its own. What the box writes
 * beyond that waits in the kernel, a few KiB as in a real port, and then in the box.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Talk } from './console-talk.ts';

/** 96 bytes every tenth of a second; a little less, for the processes that it takes. */
const SLOW = `
cat "$TO_BOX" &
while dd bs=96 count=1 status=none; do sleep 0.1; done > "$FROM_BOX"
kill $!
`;

export const plugInSlowly = (folder: string, port: string): Talk & { plugOut(): Promise<void> } => {
  const [script, toBox, fromBox] = ['slow.sh', 'to-box', 'from-box'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  writeFileSync(script, SLOW);
  spawnSync('mkfifo', [toBox, fromBox]);
  const socat: ChildProcess = spawn(
    'socat',
    ['-b', '96', `PTY,link=${port},raw,echo=0`, `EXEC:sh ${script},sndbuf=2304`],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, TO_BOX: toBox, FROM_BOX: fromBox },
    },
  );
  const talk = new Talk(createReadStream(fromBox), createWriteStream(toBox));
  return Object.assign(talk, {
    plugOut: async () => {
      if (socat.exitCode !== null) return;
      const gone = once(socat, 'exit');
      socat.kill();
      await gone;
    },
  });
};
