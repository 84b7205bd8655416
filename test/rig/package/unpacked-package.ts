/** The package of this machine, built and unpacked into a folder, so that what is tried or measured is what a box is given. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../house/tree.ts';

const MACHINE = spawnSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).stdout?.trim();

/** Why there is none, in a sentence, or false. */
export const noPackage: string | false =
  MACHINE === undefined || MACHINE === ''
    ? 'there is no dpkg: packages are made on Debian and Ubuntu'
    : MACHINE !== 'amd64' && MACHINE !== 'arm64' && `hardware: no package is made for ${MACHINE}`;

export interface UnpackedPackage {
  /** Its root folder. */
  readonly tree: string;
  /** The programs, as the service begins them. */
  readonly agent: string;
  readonly safeOff: string;
  readonly relaysOff: string;
}

/** @throws with what the builder said, where it could not be made. */
export const unpackPackage = (folder: string): UnpackedPackage => {
  const build = ['packaging/deb/build.mjs', '--out', folder, MACHINE ?? ''];
  const file = must(process.execPath, build).trim();
  const tree = join(folder, 'tree');
  must('dpkg-deb', ['-x', file, tree]);
  const lib = join(tree, 'usr/lib/loa');
  const [agent, safeOff, relaysOff] = ['loa-agent.js', 'safe-off.js', 'relays-off'] as const;
  return {
    tree,
    agent: join(lib, agent),
    safeOff: join(lib, safeOff),
    relaysOff: join(lib, relaysOff),
  };
};

/**
 * The command by which the service has its programs begun, which are given to it as its last arguments: before others, at the niceness of
 * the unit, whatever this process has. None for whoever may not.
 */
export const asTheService = (): readonly string[] => {
  const unit = readFileSync(join(ROOT, 'packaging/deb/loa-agent.service'), 'utf8');
  const niceness = Number(/^Nice=(.+)$/m.exec(unit)?.[1] ?? 0);
  return process.getuid?.() === 0 ? ['nice', '-n', String(niceness - getPriority())] : [];
};

const must = (program: string, words: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', cwd: ROOT });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${stdout}${stderr}`);
  return stdout;
};
