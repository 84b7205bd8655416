/** What `loa-sim command` and `loa-sim settings` have in common: the issuer, the broker, the waiting, and what is said where no answer came. */
import type { MqttClient } from 'mqtt';
import { assertHas } from '../authority/may-speak.ts';
import { interruptible } from '../command/interruption.ts';
import { brokerOf, type NamedBroker } from '../command/named-broker.ts';
import { issuerOf, type NamedIssuer } from '../command/named-issuer.ts';
import { pathOf } from '../../agent/core/trust/chain.ts';
import { US_PER_S } from '../../agent/core/vocabulary.ts';
import { isBoxId } from '../../agent/core/wire/topic.ts';
import { openBrokerLink } from '../head-end/broker-link.ts';
import type { Issuer } from '../head-end/issuer/issuer.ts';
import { SequenceFileError } from '../head-end/issuer/sequence-file.ts';
import { EXIT, UserMistake } from '../user-mistake.ts';
import { sendOrder, type OrderToSend } from './send-order.ts';

/** Of what came over a broker, nothing moves the cursor of whoever reads it. */
const CONTROLS = /\p{Cc}/gu;

export interface OrderFlags extends NamedBroker, NamedIssuer {
  readonly timeLimit: number;
}

/** What came of an order, in words, and the exit status that says it. */
export interface Outcome {
  readonly status: number;
  readonly lines: readonly string[];
}

export type WrittenOrder = Pick<
  OrderToSend<Outcome>,
  'topic' | 'payload' | 'retain' | 'answerTopic' | 'read'
>;

export interface OrderWords {
  readonly right: 'command' | 'settings';
  /** What becomes of the order if the box was only away. */
  readonly ifLate: string;
  /** `path`: the issuer's names from the root down, as boxes tell them. */
  readonly write: (issuer: Issuer, path: string) => Promise<WrittenOrder>;
}

/** Answers the exit status. @throws {UserMistake} */
export const orderCommand = async (
  box: string,
  flags: OrderFlags,
  words: OrderWords,
): Promise<number> => {
  if (!isBoxId(box)) throw new UserMistake(`${box} is not the name of a box, such as langha-03`);
  let path = '';
  const issuer = issuerOf(flags, (file) => {
    assertHas(file, words.right);
    path = pathOf(file.chain).join('/');
  });
  const broker = brokerOf(flags);
  const interruption = interruptible(() => process.exit(EXIT.interrupted));
  const note = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const { signal } = interruption;
  let client: MqttClient | undefined;
  try {
    client = await openBrokerLink({ ...broker, signal, onTrouble: note });
    if (client === undefined) return EXIT.interrupted;
    const order = await words.write(issuer, path);
    const withinUs = flags.timeLimit * US_PER_S;
    const sent = await sendOrder(client, { ...order, box, withinUs, signal, note });
    if (sent.came !== undefined) {
      process.stdout.write(
        sent.came.lines.map((line) => `${line.replace(CONTROLS, '\u{fffd}')}\n`).join(''),
      );
      return sent.came.status;
    }
    if (sent.why === 'interrupted') return EXIT.interrupted;
    note(noAnswer(box, flags, words.ifLate));
    return EXIT.unanswered;
  } catch (error) {
    if (!(error instanceof SequenceFileError)) throw error;
    throw new UserMistake(error.message, { cause: error });
  } finally {
    client?.end(true);
    interruption.release();
  }
};

const noAnswer = (box: string, { timeLimit, chain }: OrderFlags, ifLate: string): string =>
  `loa-sim: ${box} did not answer within ${timeLimit} s. It is off or has no connection, or it does not believe ${chain}: ` +
  `an order that is not believed gets no answer, only a count in the box's log and telemetry (loa-agent console, why). ` +
  `See that the name is right, that the chain covers its area and begins at its root, and that the clocks agree. ${ifLate}`;
