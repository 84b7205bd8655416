/** What a process has had of the processor, which does not grow with what else the machine has to do. */
import { readdirSync, readFileSync } from 'node:fs';

/** By all its threads that live, as the scheduler says that they have run (sched-stats, first figure: ns). */
export const processorMsOf = (pid: number): number => {
  const tasks = `/proc/${pid}/task`;
  const ranNs = readdirSync(tasks).map((task) =>
    Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]),
  );
  return ranNs.reduce((sum, ns) => sum + ns, 0) / 1e6;
};
