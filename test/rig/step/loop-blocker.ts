/**
 * Loaded into an agent by a test (`node --import`), before the agent's own modules: at SIGUSR2 nothing of JavaScript runs for 80 ms, as where a
 * disk, a collection or a mistake of ours holds the event loop. It says each time how long that really was, as a line of the log.
 */
const BLOCKED_MS = 80;
const NEVER_WOKEN = new Int32Array(new SharedArrayBuffer(4));

process.on('SIGUSR2', () => {
  const fromMs = performance.now();
  Atomics.wait(NEVER_WOKEN, 0, 0, BLOCKED_MS);
  const ms = performance.now() - fromMs;
  process.stdout.write(`${JSON.stringify({ level: 'info', event: 'test.blocked', ms })}\n`);
});
