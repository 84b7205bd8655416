/** How the agent is run: by the flags that its own first line names, or not at all. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { AGENT_PROGRAM, nodeWordsFor } from '../../../broker-sim/cluster/box/agent-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'loa-program-'));
after(() => {
  rmSync(folder, { recursive: true });
});

void test('the agent as it is built, by the flags of its first line', () => {
  const flags = [
    ...['--single-threaded', '--no-opt', '--liftoff-only'],
    ...['--expose-gc', '--no-memory-reducer'],
  ];
  assert.deepEqual(nodeWordsFor(AGENT_PROGRAM), [...flags, AGENT_PROGRAM]);
});

void test('a program that does not say how it is run is not run otherwise', () => {
  const program = join(folder, 'agent.js');
  writeFileSync(program, '// Run by:\n#!/usr/bin/env -S node --lazy\n');
  assert.throws(() => nodeWordsFor(program), /does not say how Node is to run it/);
});
