// Builds the native addon by the C compiler alone, each part of it where its library's headers are, and says in one line
// what is missing. An addon that cannot be built stops nothing: the agent runs without it. With `--check` it writes nothing
// and takes every warning for an error. CC names another compiler, such as a cross compiler, `--output FILE` another place, and
// `--whole` makes a missing part an error.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sourceFolder = join(root, 'hw/native');
const output = optionOf('--output') ?? join(root, 'dist/hw/native/loa-native.node');
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
    lost: 'no GPIO lines',
  },
];

const check = process.argv.includes('--check');
const hasCompiler = compile(['-x', 'c', '-E', '-', '-o', '/dev/null'], '').status === 0;
const found = hasCompiler ? PARTS.filter(isThere) : [];
const missing = PARTS.filter((part) => !found.includes(part));

if (check) process.exitCode = lint();
else build();
if (process.argv.includes('--whole') && (missing.length > 0 || !existsSync(output))) {
  process.exitCode = 1;
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

function sources() {
  const absent = missing.map(({ source }) => source);
  const files = readdirSync(sourceFolder).filter((name) => name.endsWith('.c'));
  return files.filter((name) => !absent.includes(name)).map((name) => join(sourceFolder, name));
}

function lint() {
  if (!hasCompiler) say(`the C files were not checked: there is no compiler \`${compiler}\``);
  else {
    for (const { source, debian } of missing) say(`${source} was not checked without ${debian}`);
  }
  if (missing.length > 0 && process.env.CI === 'true') return 1;
  if (!hasCompiler) return 0;
  const { status, stderr } = compile([
    ...flags(),
    '-Werror',
    '-Wpedantic',
    '-fsyntax-only',
    ...sources(),
  ]);
  process.stderr.write(stderr);
  return status;
}

function build() {
  // Not beside the finished one under its name: a running agent keeps what it has mapped.
  const fresh = `${output}.new`;
  mkdirSync(dirname(output), { recursive: true });
  if (!hasCompiler) rmSync(output, { force: true });
  else {
    const libraries = found.map(({ library }) => `-l${library}`);
    const link = ['-shared', '-o', fresh, ...sources(), ...libraries];
    const { status, stderr } = compile([...flags(), ...link]);
    if (status !== 0) {
      rmSync(output, { force: true });
      return say(`the native addon could not be compiled: ${firstLine(stderr)}`);
    }
    renameSync(fresh, output);
  }
  if (missing.length === 0) return;
  const packages = [
    ...(hasCompiler ? [] : ['build-essential']),
    ...missing.map(({ debian }) => debian),
  ];
  say(
    `built without ${hasCompiler ? 'a part of ' : ''}the native addon: ${missing.map(({ lost }) => lost).join(', ')}; ` +
      `all else works. To get it: sudo apt install ${packages.join(' ')} && make native`,
  );
}

function firstLine(text) {
  return text.split('\n').find((line) => line.includes('error')) ?? text.split('\n')[0];
}

function say(sentence) {
  console.log(`Note: ${sentence}`);
}
