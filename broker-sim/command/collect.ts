/** `loa-sim collect`: keeps and acknowledges the proof of boxes at a broker that may be anywhere, under a mandate of one's own, until Ctrl-C. */
import { isBoxId } from '../../agent/core/wire/topic.ts';
import { assertInForce } from '../authority/may-speak.ts';
import { openBrokerLink } from '../head-end/broker-link.ts';
import { makeOutFolder } from '../out-folder.ts';
import { ProofCollector } from '../proof/collector.ts';
import { holdFolder } from '../proof/folder-lock.ts';
import { openProofOffice } from '../proof/office.ts';
import { EXIT, UserMistake } from '../user-mistake.ts';
import { interruptible } from './interruption.ts';
import { brokerOf, type NamedBroker } from './named-broker.ts';
import { issuerOf, type NamedIssuer } from './named-issuer.ts';

export interface CollectCommandOptions extends NamedBroker, NamedIssuer {
  /** Every box where not given. */
  readonly box?: readonly string[];
  readonly out: string;
}

/** Answers the exit status: 0 where the proof of each box that was heard is one whole history. @throws {UserMistake} */
export const collectCommand = async (options: CollectCommandOptions): Promise<number> => {
  const strange = options.box?.find((box) => !isBoxId(box));
  if (strange !== undefined) throw new UserMistake(`--box ${strange} is not the id of a box`);
  const issuer = issuerOf(options, assertInForce);
  const broker = brokerOf(options);
  await makeOutFolder(options.out);
  const letGo = await holdFolder(options.out);
  const complain = (line: string): void => void process.stderr.write(`${line}\n`);
  const collector = new ProofCollector(options.out, complain);
  const interruption = interruptible(() => process.exit(EXIT.interrupted));
  const client = await openBrokerLink({
    ...broker,
    signal: interruption.signal,
    onTrouble: complain,
  });
  if (client === undefined) return EXIT.interrupted;
  try {
    client.on('offline', () => complain(`the connection to ${broker.url} is away; trying again`));
    client.on('connect', () => say(`Connected to ${broker.url} again.`));
    const told = new Map<string, number>();
    const office = await openProofOffice({
      client,
      issuer,
      collector,
      ...(options.box !== undefined && { boxes: options.box }),
      onTrouble: complain,
      onAcknowledged: (box, number) => {
        if (told.get(box) === number) return;
        told.set(box, number);
        say(`${box}  held and acknowledged up to record ${number}`);
      },
    });
    if (!office.mayHear) {
      throw new UserMistake(
        `${broker.url} does not let this head-end hear of those boxes: see its list of who may (loa-sim acl)`,
      );
    }
    const whose = options.box?.join(', ') ?? 'every box';
    say(`Collecting the proof of ${whose} into ${options.out}, as ${issuer.id}. Ctrl-C ends it.`);
    await aborted(interruption.signal);
    if (client.connected) await office.close();
    return summary(collector);
  } finally {
    await client.endAsync();
    interruption.release();
    letGo();
  }
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const summary = (collector: ProofCollector): number => {
  const { boxes } = collector;
  for (const box of boxes) {
    const { records, fault } = collector.of(box);
    const verdict = fault === undefined ? 'whole' : `NOT WHOLE: ${fault}`;
    say(`${box}  ${records} record${records === 1 ? '' : 's'}, ${verdict}`);
  }
  if (boxes.length === 0) say('No box sent any proof.');
  return boxes.every((box) => collector.of(box).fault === undefined) ? EXIT.ok : EXIT.failed;
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
