#!/usr/bin/env node
/**
 * The command line of the simulator: what was asked for, and the exit status that answers. What a command needs is loaded by
 * that command alone.
 */
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { AclBroker } from './command/acl.ts';
import { addAuthorityCommands } from './authority/commands.ts';
import { addOrderCommands } from './orders/commands.ts';
import { addBrokerOptions } from './command/broker-options.ts';
import type { CollectCommandOptions } from './command/collect.ts';
import type { CertificateKind, CertificateOptions } from './command/certificate.ts';
import type { NamedBroker } from './command/named-broker.ts';
import { packageVersion } from './package-version.ts';
import { EXIT, UserMistake } from './user-mistake.ts';
import { BULLETIN_CLASSES, type BulletinClass } from '../agent/core/vocabulary.ts';

const CERTIFICATE_KINDS = [
  'authority',
  'broker',
  'box',
  'head-end',
] as const satisfies readonly CertificateKind[];
const ACL_BROKERS = ['mosquitto', 'rabbitmq'] as const satisfies readonly AclBroker[];
const BOXES_MAX = 64;
const PORT_MAX = 65_535;

const EXAMPLES = `
Examples:
  loa-sim run                           play the bulletin of the house to three boxes
  loa-sim run news.mp3 --boxes 5        play your own recording to five
  loa-sim run --listen                  and aloud, where there is a sound card
  loa-sim broker --port 8883            a broker with a throwaway certificate, until Ctrl-C
  loa-sim certificate authority         an authority of your own in pki/, then:
  loa-sim certificate broker localhost  for the broker; likewise for box langha-03, head-end xa-langha
  loa-sim acl mosquitto access.toml     the rules of a village for mosquitto, or for rabbitmq
  loa-sim key studio.key                make a speaker's key, print its public half
  loa-sim authority --help              roots, mandates and revocations: who may speak
  loa-sim speak news.mp3 --broker mqtts://localhost:8883 --ca out/ca.pem \\
      --issuer-key studio.key --chain studio.chain --area vn.langmau
  loa-sim collect --broker mqtts://localhost:8883 --ca out/ca.pem \\
      --issuer-key studio.key --chain studio.chain --out proof
  loa-sim command --help                have a box do something; likewise loa-sim settings

Exit status: 0 everyone heard all of it, 1 not, 2 a mistake in the command, 130 ended by Ctrl-C.`;

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };

const classOption = (): Option =>
  new Option('--class <class>', 'how urgent it is')
    .choices(BULLETIN_CLASSES)
    .default('normal' satisfies BulletinClass);

const main = async (args: readonly string[]): Promise<number> => {
  let status: number = EXIT.ok;
  const program = new Command('loa-sim')
    .description('A commune of simulated loudspeaker boxes on one machine, and a head-end for it.')
    .version(packageVersion())
    .exitOverride()
    .showHelpAfterError('(loa-sim --help shows what there is)')
    .addHelpText('after', EXAMPLES);

  program
    .command('run')
    .description('play a recording to boxes in processes of their own, and show what each heard')
    .argument('[file]', 'any recording that ffmpeg reads; an Ogg Opus file is sent as it is')
    .option('--boxes <number>', 'how many boxes', wholeNumber(1, BOXES_MAX), 3)
    .option('--out <folder>', 'where recordings, logs and report.html go', 'out')
    .addOption(classOption())
    .option('--title <text>', 'title of the announcement (default: the name of the file)')
    .option('--listen', 'play it aloud as well', false)
    .addOption(
      new Option(
        '--time <source>',
        "whom the boxes believe: this machine's clock, or a time server",
      )
        .choices(['system', 'ntp'])
        .default('system'),
    )
    .action(async (file: string | undefined, given: RunFlags) => {
      const { runCommand } = await import('./command/run.ts');
      status = await runCommand({ ...given, file, title: given.title });
    });
  program
    .command('broker')
    .description('run the embedded broker alone, over TLS on this machine, until Ctrl-C')
    .option('--port <number>', 'port (default: any free one)', wholeNumber(1, PORT_MAX))
    .option('--out <folder>', 'where ca.pem goes, which its clients must trust', 'out')
    .option('--access <file>', 'list of the boxes and head-ends that may come in, by certificate')
    .option(
      '--pki <folder>',
      'authority and certificate of loa-sim certificate, not throwaway ones',
    )
    .action(async (given: BrokerFlags) => {
      const { brokerCommand } = await import('./command/broker.ts');
      status = await brokerCommand(given);
    });
  program
    .command('certificate')
    .description('make an authority, or certificates under it for a broker, boxes or head-ends')
    .addArgument(new Argument('<kind>', 'of what').choices(CERTIFICATE_KINDS))
    .argument(
      '[names...]',
      'host names and addresses of the broker, or names of boxes or head-ends',
    )
    .option('--pki <folder>', 'where they are kept', 'pki')
    .option('--days <number>', 'for how long they are valid', wholeNumber(1, 36_500), 3_652)
    .action(async (kind: CertificateKind, names: string[], given: CertificateOptions) => {
      const { certificateCommand } = await import('./command/certificate.ts');
      status = await certificateCommand(kind, names, given);
    });
  program
    .command('acl')
    .description('print the rules of who may publish and hear what, for a broker')
    .addArgument(new Argument('<broker>', 'in whose language').choices(ACL_BROKERS))
    .argument(
      '<list>',
      'the boxes and head-ends (TOML: [[box]] id, area; [[head_end]] name, areas)',
    )
    .action(async (broker: AclBroker, list: string) => {
      const { aclCommand } = await import('./command/acl.ts');
      status = aclCommand(broker, list);
    });
  program
    .command('key')
    .description("make a speaker's key unless the file is there, and print its public half")
    .argument('<file>', 'private key (PEM, readable by its owner alone)')
    .action(async (file: string) => {
      const { keyCommand } = await import('./command/key.ts');
      status = keyCommand(file);
    });
  addAuthorityCommands(program, (done) => {
    status = done;
  });
  addBrokerOptions(program.command('speak'))
    .description('announce and send a recording, a feed or a microphone to a broker')
    .argument('<source>', 'a file, rtsp://… or mic (mic:hw:1 for a certain sound input)')
    .requiredOption('--issuer-key <file>', "the speaker's private key (see loa-sim key)")
    .requiredOption('--chain <file>', 'the mandates that lead to it (see loa-sim authority)')
    .requiredOption('--area <area>', 'who shall hear it, such as vn.langmau')
    .addOption(classOption())
    .option('--title <text>', 'title of the announcement (default: the name of the source)')
    .action(async (source: string, given: SpeakFlags) => {
      const { speakCommand } = await import('./command/speak.ts');
      status = await speakCommand({ ...given, source });
    });
  addBrokerOptions(program.command('collect'))
    .description('keep and acknowledge the proof of play of boxes at a broker, until Ctrl-C')
    .requiredOption('--issuer-key <file>', 'private key of whoever acknowledges (see loa-sim key)')
    .requiredOption('--chain <file>', "the mandates that lead to it, over the boxes' area")
    .option('--box <id...>', 'which boxes (default: every one that the broker lets it hear)')
    .requiredOption('--out <folder>', 'where BOX.proof.jsonl goes, and is gone on with')
    .addHelpText(
      'after',
      '\nExit status: 0 the proof of each box is whole, 1 of one it is not, 2 a mistake in the command.',
    )
    .action(async (given: CollectCommandOptions) => {
      const { collectCommand } = await import('./command/collect.ts');
      status = await collectCommand(given);
    });

  addOrderCommands(program, (done) => {
    status = done;
  });

  if (args.length === 0) {
    program.outputHelp({ error: true });
    return EXIT.usage;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    // Commander has printed its line already; its exit code is 0 for --help and --version.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (!(error instanceof UserMistake)) throw error;
    process.stderr.write(`loa-sim: ${error.message}\n`);
    return EXIT.usage;
  }
};

interface RunFlags {
  readonly boxes: number;
  readonly out: string;
  readonly class: BulletinClass;
  readonly title?: string;
  readonly listen: boolean;
  readonly time: 'system' | 'ntp';
}

interface BrokerFlags {
  readonly port?: number;
  readonly out: string;
  readonly access?: string;
  readonly pki?: string;
}

interface SpeakFlags extends NamedBroker {
  readonly issuerKey: string;
  readonly chain: string;
  readonly area: string;
  readonly class: BulletinClass;
  readonly title?: string;
}

// Whoever reads us may leave first (| head): what we do is not for their sake alone.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // A fault of our own, not of the user's: the one place where a stack trace is what helps.
  const shown = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`loa-sim: ${shown}\n`);
  process.exitCode = EXIT.failed;
}
