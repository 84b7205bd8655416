/**
 * The command line of the agent: what was asked for, and the exit status that answers (docs/CONFIGURATION.md). Everything
 * that a command needs is loaded by that command alone, because a box should be ready a second after it has power.
 */
import { Command, CommanderError } from 'commander';
import { packageVersion } from './config/values/version.ts';
import { leaveOff, type FoundRelays } from './shell/relays/off-first.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

const EXAMPLES = `
Examples:
  loa-agent check-config /etc/loa/agent.toml
  loa-agent run --config /etc/loa/agent.toml
  loa-agent config-reference --toml > agent.toml
  loa-agent console --config /etc/loa/agent.toml
  loa-agent proof verify --config /etc/loa/agent.toml
  loa-agent console --config /etc/loa/agent.toml status --json

Exit status: 0 done, 1 failed while running, 2 a mistake in the command line or the configuration.`;

const main = async (args: readonly string[], found?: FoundRelays): Promise<number> => {
  let status = 0;
  const program = new Command('loa-agent')
    .description(
      'The agent inside a loudspeaker box: hears its commune over MQTT, plays what is signed.',
    )
    .version(packageVersion())
    .exitOverride()
    .enablePositionalOptions()
    .showHelpAfterError('(loa-agent --help shows what there is)')
    .addHelpText('after', EXAMPLES);

  program
    .command('run')
    .description('play what the commune says, until SIGTERM or SIGINT')
    .requiredOption('-c, --config <file>', 'configuration file (TOML)')
    .option(
      '--or-console',
      'with a configuration that will not do, answer at the console why, and how it is mended, instead of ending (as the service does)',
    )
    .action(async ({ config, orConsole = false }: { config: string; orConsole?: boolean }) => {
      const { run } = await import('./run-command.ts');
      status = await run({ file: config, orConsole, found });
    });
  program
    .command('check-config')
    .description('read a configuration and say everything that is wrong with it')
    .argument('<file>', 'configuration file (TOML)')
    .action(async (file: string) => {
      status = await checkConfig(file);
    });
  program
    .command('console')
    .description('sit at the console of the box that runs here, as at its serial port')
    .requiredOption('-c, --config <file>', 'configuration file (TOML) of that box')
    .argument('[command...]', 'one command, such as "status --json"; without it, a terminal')
    .passThroughOptions()
    .action(async (words: string[], { config: file }: { config: string }) => {
      // A box that cannot start has a console all the same.
      const settings = await consoleOf(file);
      if (settings === undefined) {
        status = EXIT_USAGE;
        return;
      }
      const { sitAtConsole } = await import('./shell/console/console-client.ts');
      status = await sitAtConsole(settings.console.socket, words);
    });
  program
    .command('set-pin')
    .description('set the PIN of the technician’s console; it is read from standard input')
    .requiredOption('-c, --config <file>', 'configuration file (TOML) of the box')
    .action(async ({ config: file }: { config: string }) => {
      const settings = await consoleOf(file);
      if (settings === undefined) {
        status = EXIT_USAGE;
        return;
      }
      const { setPinOf } = await import('./set-pin.ts');
      status = await setPinOf(settings.console, settings.boxId);
    });
  program
    .command('safe-off')
    .description('switch the relays of this box off, whatever the configuration says')
    .argument('[file]', 'which relays there are, as the last good start has left it')
    .action(async (file: string | undefined) => {
      const { switchOff } = await import('./shell/relays/switch-off.ts');
      process.exit(await switchOff(file));
    });
  const proof = program
    .command('proof')
    .description('check or show what this box can prove of what it played, while it runs or not');
  const ofBox = '-c, --config <file>';
  const whichFile = 'a database, or lines that a head-end has kept, instead';
  proof
    .command('verify')
    .description('name the first record that does not hold: exit status 0 whole, 1 broken')
    .argument('[file]', whichFile)
    .option(ofBox, 'configuration file (TOML) of the box')
    .action(async (file: string | undefined, { config }: { config?: string }) => {
      const found = await proofFile(file, config);
      if (found === undefined) status = EXIT_USAGE;
      else status = (await import('./proof-command.ts')).verifyProof(found);
    });
  proof
    .command('show')
    .description('show the records, oldest first')
    .argument('[file]', whichFile)
    .option(ofBox, 'configuration file (TOML) of the box')
    .option('--json', 'each line as it is: what is hashed')
    .option('--last <count>', 'no more than so many', '2048')
    .action(async (file: string | undefined, how: ShowOptions) => {
      const found = await proofFile(file, how.config);
      const last = Number(how.last);
      if (found === undefined || !Number.isSafeInteger(last) || last < 1) status = EXIT_USAGE;
      else {
        const { showProof } = await import('./proof-command.ts');
        status = showProof(found, { json: how.json === true, last });
      }
    });
  program
    .command('config-reference')
    .description('print every key with its default and meaning, as Markdown')
    .option('--toml', 'as a commented configuration file instead')
    .action(async ({ toml }: { toml?: true }) => {
      const { exampleToml, referencePage } = await import('./config/reference.ts');
      process.stdout.write(toml ? exampleToml() : referencePage());
    });

  if (args.length === 0) {
    program.outputHelp({ error: true });
    return EXIT_USAGE;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    // Commander has printed its line already; its exit code is 0 for --help and --version.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    throw error;
  }
};

interface ShowOptions {
  readonly config?: string;
  readonly json?: true;
  readonly last: string;
}

/** Which proof is meant; undefined where what is wrong has been said. */
const proofFile = async (file?: string, config?: string): Promise<string | undefined> => {
  if (file !== undefined) return file;
  if (config === undefined) {
    process.stderr.write('name a file, or the configuration of the box with --config\n');
    return undefined;
  }
  const settings = await loaded(config);
  if (settings === undefined) return undefined;
  const { proofFileOf } = await import('./proof-lines.ts');
  return proofFileOf(settings.storeFile);
};

const checkConfig = async (file: string): Promise<number> => {
  const found = await looked(file);
  if ('mistakes' in found) {
    complain(found.mistakes);
    return EXIT_USAGE;
  }
  const { config, values, notes } = found;
  const { receiver, broker } = config;
  process.stdout.write(
    `${file}: ok: box ${receiver.boxId} of ${receiver.area}, at ${broker.url}, believes ${rootsInWords(receiver.roots)}${untilInWords(broker.certificate)}\n`,
  );
  for (const [key, value] of Object.entries(values)) {
    process.stdout.write(`  ${key} = ${JSON.stringify(value)}, as it was set at the console\n`);
  }
  // The box starts all the same, by its file alone: that is no mistake of the file.
  for (const { fields } of notes) {
    process.stderr.write(`loa-agent: what was set at the console is left out: ${fields['why']}\n`);
  }
  return 0;
};

/** A box that has just got power may not know what day it is: whoever checks by hand does. */
const untilInWords = (certificate: { readonly endsAtUs: number } | undefined): string => {
  if (certificate === undefined) return '';
  const endsAtMs = certificate.endsAtUs / 1_000;
  const day = new Date(endsAtMs).toISOString().slice(0, 10);
  return endsAtMs < Date.now()
    ? `; its certificate EXPIRED on ${day}: give it a new one`
    : `; its certificate is good until ${day}`;
};

/** By their first letters, as people compare keys. */
const rootsInWords = (roots: readonly Uint8Array[]): string => {
  const [working = '', reserve] = roots.map((key) => Buffer.from(key).toString('base64url'));
  const shown = (key: string): string => `${key.slice(0, 8)}…`;
  return reserve === undefined
    ? `root ${shown(working)}`
    : `root ${shown(working)}, reserve ${shown(reserve)}`;
};

/** The configuration with what was set at the console, or what is wrong with it. */
const looked = async (file: string) => {
  const { lookOver } = await import('./shell/console/config/laid-over.ts');
  const { ConfigError } = await import('./config/problem.ts');
  try {
    return lookOver(file, process.env);
  } catch (error) {
    if (error instanceof ConfigError) return { mistakes: error.lines };
    throw error;
  }
};

const complain = (lines: readonly string[]): undefined => {
  process.stderr.write(`${lines.join('\n')}\n`);
};

/** Undefined where all that is wrong has been said. */
const loaded = async (file: string) => {
  const found = await looked(file);
  return 'mistakes' in found ? complain(found.mistakes) : found.config;
};

/** The console of a box, be it one that can start or not; undefined where that cannot be known, and it has been said why. */
const consoleOf = async (file: string) => {
  const found = await looked(file);
  if (!('mistakes' in found)) {
    const { console, receiver } = found.config;
    return { console, boxId: receiver.boxId };
  }
  const { consolePlaces } = await import('./shell/console/config/usual-places.ts');
  return consolePlaces(file, process.env) ?? complain(found.mistakes);
};

/** Carries one out and answers the exit status. `found`: relays that were switched off before anything was loaded. */
export const obey = async (words: readonly string[], found?: FoundRelays): Promise<number> => {
  try {
    return await main(words, found);
  } catch (error) {
    await leaveOff(found);
    // A fault of our own, not of the user's: the one place where a stack trace is what helps.
    process.stderr.write(
      `loa-agent: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return EXIT_FAILED;
  }
};
