/** Real agents that are told the time by a server: in step by it, out of step without it, and in step again when it comes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { PlayedReport, TelemetryReport } from '../../../agent/core/wire/report.ts';
import { startTimeServer } from '../../../broker-sim/time/time-server.ts';
import { buildSmallVillage, type SmallVillage } from '../small-village.ts';
import { LoaSim, OutFolder } from '../village/village-run.ts';

const FRAMES = 200;

/** Everything that the box says on one of its own topics, as it comes. */
const listening = async <T>(village: SmallVillage, name: string): Promise<T[]> => {
  const heard: T[] = [];
  await village.headEnd.subscribeAsync(`loa/1/box/box/${name}`);
  village.headEnd.on('message', (topic, payload) => {
    if (topic.endsWith(`/${name}`)) heard.push(JSON.parse(payload.toString()) as T);
  });
  return heard;
};

const until = async (holds: () => boolean, what: string): Promise<void> => {
  const deadlineMs = performance.now() + 20_000;
  while (!holds()) {
    if (performance.now() > deadlineMs) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

test('a box is locked within seconds, says so, and plays in step', async (t) => {
  const village = await buildSmallVillage(t);
  const server = await startTimeServer();
  t.after(() => server.close());
  const telemetry = await listening<TelemetryReport>(village, 'telemetry');
  const played = await listening<PlayedReport>(village, 'played');
  const box = village.startBox({ time: { server: server.url } });
  await box.logged(({ event, state }) => event === 'time' && state === 'locked');
  await until(() => telemetry.at(-1)?.clock.sync?.state === 'locked', 'a report of it');
  const clock = telemetry.at(-1)!.clock;
  assert.ok(clock.trusted);
  assert.equal(clock.sync?.server, server.url);
  // All processes of a machine share CLOCK_MONOTONIC, so what the box should believe is known here.
  const trueUs = server.nowAt() - Number(process.hrtime.bigint()) / 1_000;
  const missedUs = Math.abs(clock.sync.offsetUs! - trueUs);
  t.diagnostic(`off by ${missedUs.toFixed(0)} µs, said ± ${clock.errorUs.toFixed(0)} µs`);
  assert.ok(missedUs <= clock.errorUs + 5, `${missedUs} µs, said ± ${clock.errorUs} µs`);

  const broadcast = await village.speak(FRAMES);
  await broadcast.done;
  await until(() => played.length > 0, 'a proof of play');
  const [proof] = played;
  assert.deepEqual([proof?.why, proof?.inStep, proof?.jumps], ['complete', true, 0]);
  assert.ok(Math.abs((proof?.firstSoundAtUs ?? 0) - broadcast.announcement.startAt) < 2_000);
  assert.equal(await box.stop(), 0);
});

test('a box whose server is silent plays by arrival, says that it is unsynced, and locks when it comes', async (t) => {
  const village = await buildSmallVillage(t);
  const gone = await startTimeServer();
  await gone.close();
  const telemetry = await listening<TelemetryReport>(village, 'telemetry');
  const played = await listening<PlayedReport>(village, 'played');
  const box = village.startBox({ time: { server: gone.url } });
  await box.event('link.up');
  const silent = await box.event('time.silent');
  assert.match(String(silent['reason']), /^nobody listens there: is the time server running/);
  await (
    await village.speak(FRAMES)
  ).done;
  await until(() => played.length > 0, 'a proof of play');
  assert.deepEqual([played[0]?.why, played[0]?.inStep], ['complete', false]);
  const { trusted, sync } = telemetry.at(-1)!.clock;
  assert.deepEqual([trusted, sync?.state, sync?.offsetUs], [false, 'unsynced', null]);

  const back = await startTimeServer({ port: gone.port });
  t.after(() => back.close());
  await box.logged(({ event, state }) => event === 'time' && state === 'locked', 60_000);
  assert.equal(await box.stop(), 0);
});

test('a village by a time server hears all of it, and its report says how sure each box was', async (t) => {
  const out = new OutFolder();
  t.after(() => out.remove());
  const run = new LoaSim('run', out.shortRecording(), '--time', 'ntp', '--out', out.path);
  const { status, stdout, stderr } = await run.ended;
  assert.equal(status, 0, `${stdout}\n${stderr}`);
  assert.match(stdout, /3 of 3 boxes heard all/);
  const apart = /At most (\d+) samples?/.exec(stdout)?.[1] ?? '0';
  t.diagnostic(`${apart} samples apart, seconds after their first question`);
  assert.ok(Number(apart) <= 48, stdout);
  assert.match(readFileSync(out.file('report.html'), 'utf8'), /locked, ± /);
});
