/**
 * Ends the process once all is off and said. `process.exit` waits for Node's thread pool, where a disk that hangs, or a name
 * server that does not answer, may hold a thread for minutes; whoever stops a box does not wait for those.
 */
import { setTimeout as pass } from 'node:timers/promises';
import { isBatchUnderWay } from '../store/database.ts';

/** Work of the pool that ends by itself gets this long. */
const PATIENCE_MS = 200;
const ASK_EVERY_MS = 10;
/** What the thread pool is asked for, as Node names it. */
const POOL_REQUESTS: ReadonlySet<string> = new Set([
  'FSReqPromise',
  'FSReqCallback',
  'GetAddrInfoReqWrap',
  'GetNameInfoReqWrap',
]);

/**
 * Exits with `status`. Where the thread pool does not let go, ends by a signal instead: by SIGTERM for 0, which systemd counts as
 * a clean exit too (systemd.service(5), SuccessExitStatus=), by SIGUSR2 for the status that asks for a reboot, since a disk that
 * hangs is what one reboots for (packaging/deb/reboot-when-asked), by SIGKILL for anything else.
 */
export const leave = async (status: number, rebootStatus?: number): Promise<never> => {
  for (let waitedMs = 0; isPoolHeld() && waitedMs < PATIENCE_MS; waitedMs += ASK_EVERY_MS) {
    await pass(ASK_EVERY_MS);
  }
  if (isPoolHeld()) {
    process.removeAllListeners('SIGTERM');
    process.kill(process.pid, signalFor(status, rebootStatus));
  }
  // Here too as the first process of a container, which no signal ends.
  process.exit(status);
};

const signalFor = (status: number, rebootStatus: number | undefined): NodeJS.Signals => {
  if (status === 0) return 'SIGTERM';
  return status === rebootStatus ? 'SIGUSR2' : 'SIGKILL';
};

const isPoolHeld = (): boolean =>
  isBatchUnderWay() ||
  process.getActiveResourcesInfo().some((resource) => POOL_REQUESTS.has(resource));
