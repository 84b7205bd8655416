// Builds the native addon by the C compiler alone, each part of it where its library's headers are, and beside it `relays-off`, a program
// that is no addon; and says in one line what is missing. What cannot be built stops nothing: the agent runs without it. With `--check` it
// writes nothing and takes every warning for an error. CC names another compiler, such as a cross compiler, `--output FILE` another place,
// and `--whole` makes a missing part an error.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sourceFolder = join(root, 'hw/native');
const output = optionOf('--output') ?? join(root, 'dist/hw/native/loa-native.node');
/** Needs what the part of GPIO lines needs, and nothing else. */
const programFolder = join(root, 'hw/relays-off');
const program = join(dirname(output), 'relays-off');
/** N-API's own headers: the same on every Node, so what is built here runs on all that the agent runs on. */
const headers = join(root, 'node_modules/node-api-headers/include');
const [compiler, ...compilerFlags] = (process.env.CC ?? 'cc').split(' ');

const PARTS = [
  {
    library: 'asound',
    probe: '#include <alsa/asoundlib.h>\nvoid *probe(void) { return (void *)snd_pcm_open; }',
    define: 'LOA_ALSA',
    source: 'alsa.c',
    debian: 'libasound2-dev',
    lost: 'no `alsa` sink',
  },
  {
    library: 'opus',
    probe: '#include <opus/opus.h>\nvoid *probe(void) { return (void *)opus_decode; }',
    define: 'LOA_OPUS',
    source: 'opus.c',
    debian: 'libopus-dev',
    lost: 'opusscript decodes instead of libopus',
  },
  {
    library: 'sqlite3',
    probe: '#include <sqlite3.h>\nvoid *probe(void) { return (void *)sqlite3_open_v2; }',
    define: 'LOA_SQLITE',
    source: 'sqlite.c',
    debian: 'libsqlite3-dev',
    lost: 'no history of the proof of play',
  },
  {
    // The kernel's own header, of Linux 5.10 or newer; there is nothing to link against but threads.
    library: 'pthread',
    probe: '#include <linux/gpio.h>\nint probe(void) { return (int)GPIO_V2_GET_LINE_IOCTL; }',
    define: 'LOA_GPIO',
    source: 'gpio.c',
    debian: 'linux-libc-dev',
    lost: 'no GPIO lines, no relays-off',
  },
];

const check = process.argv.includes('--check');
const hasCompiler = compile(['-x', 'c', '-E', '-', '-o', '/dev/null'], '').status === 0;
const found = hasCompiler ? PARTS.filter(isThere) : [];
const missing = PARTS.filter((part) => !found.includes(part));
const hasProgram = found.some(({ define }) => define === 'LOA_GPIO');

if (check) process.exitCode = lint();
else build();
if (process.argv.includes('--whole')) {
  if (missing.length > 0 || !existsSync(output) || !existsSync(program)) process.exitCode = 1;
}

function optionOf(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

function isThere({ library, probe }) {
  const link = ['-x', 'c', '-', '-shared', '-fPIC', '-o', '/dev/null', `-l${library}`];
  return compile(link, probe).status === 0;
}

function compile(args, input) {
  return spawnSync(compiler, [...compilerFlags, ...args], { input, encoding: 'utf8' });
}

function flags() {
  const always = ['-std=c11', '-O2', '-fPIC', '-fvisibility=hidden', '-Wall', '-Wextra'];
  const defines = found.map(({ define }) => `-D${define}`);
  return [...always, '-isystem', headers, ...defines];
}

/** It reads a file and drives relays when all else is dead: with every guard that the compiler has. */
function programFlags() {
  const always = ['-std=c11', '-D_GNU_SOURCE', '-O2', '-Wall', '-Wextra', '-fPIE', '-pie'];
  const guards = ['-fstack-protector-strong', '-D_FORTIFY_SOURCE=2', '-Wl,-z,relro,-z,now'];
  return [...always, ...guards];
}

function sources() {
  const absent = missing.map(({ source }) => source);
  return cFilesOf(sourceFolder).filter((file) => !absent.includes(basename(file)));
}

function cFilesOf(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.c'));
  return files.map((name) => join(folder, name));
}

function lint() {
  if (!hasCompiler) say(`the C files were not checked: there is no compiler \`${compiler}\``);
  else {
    for (const { source, debian } of missing) say(`${source} was not checked without ${debian}`);
  }
  if (missing.length > 0 && process.env.CI === 'true') return 1;
  if (!hasCompiler) return 0;
  const strict = ['-Werror', '-Wpedantic', '-fsyntax-only'];
  const checks = [[...flags(), ...strict, ...sources()]];
  if (hasProgram) checks.push([...programFlags(), ...strict, ...cFilesOf(programFolder)]);
  return Math.max(
    ...checks.map((words) => {
      const { status, stderr } = compile(words);
      process.stderr.write(stderr);
      return status;
    }),
  );
}

function build() {
  mkdirSync(dirname(output), { recursive: true });
  const libraries = found.map(({ library }) => `-l${library}`);
  const addonWords = [...flags(), '-shared', ...sources(), ...libraries];
  const areMade = [
    make('the native addon', output, hasCompiler, addonWords),
    make('relays-off', program, hasProgram, [...programFlags(), ...cFilesOf(programFolder)]),
  ];
  if (missing.length === 0 || areMade.includes(false)) return;
  const packages = [
    ...(hasCompiler ? [] : ['build-essential']),
    ...missing.map(({ debian }) => debian),
  ];
  say(
    `built without ${hasCompiler ? 'a part of ' : ''}the native addon: ${missing.map(({ lost }) => lost).join(', ')}; ` +
      `all else works. To get it: sudo apt install ${packages.join(' ')} && make native`,
  );
}

/** Removes an old one where there can be no new one. Answers false where the compiler refused, and says why. */
function make(name, file, canBe, words) {
  if (!canBe) {
    rmSync(file, { force: true });
    return true;
  }
  // Not beside the finished one under its name: a running agent keeps what it has mapped.
  const fresh = `${file}.new`;
  const { status, stderr } = compile([...words, '-o', fresh]);
  if (status === 0) renameSync(fresh, file);
  else {
    rmSync(file, { force: true });
    say(`${name} could not be compiled: ${firstLine(stderr)}`);
  }
  return status === 0;
}

function firstLine(text) {
  return text.split('\n').find((line) => line.includes('error')) ?? text.split('\n')[0];
}

function say(sentence) {
  console.log(`Note: ${sentence}`);
}
