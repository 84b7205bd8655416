/**
 * `loa-sim authority publish`: statements to a broker, retained on the trust topic of an area. That topic holds one message, so all that
 * shall stand there is named at once.
 */
import { LIMITS } from '../../agent/core/limits.ts';
import { decodeJwsText } from '../../agent/core/wire/jws.ts';
import { trustTopic } from '../../agent/core/wire/topic.ts';
import { writeTrustStatements } from '../../agent/core/wire/trust/trust-statements.ts';
import { openBrokerLink } from '../head-end/broker-link.ts';
import { interruptible } from '../command/interruption.ts';
import { brokerOf, type NamedBroker } from '../command/named-broker.ts';
import { EXIT, UserMistake } from '../user-mistake.ts';
import { chainOf, readStatements } from './statement/chain-file.ts';
import { readRootStatement } from './statement/root-statement.ts';

export interface PublishFlags extends NamedBroker {
  readonly area: string;
}

/** Answers the exit status. @throws {UserMistake} */
export const publishCommand = async (
  files: readonly string[],
  flags: PublishFlags,
): Promise<number> => {
  const payload = writeTrustStatements(files.map(statementOf));
  if (payload.length > LIMITS.trustBytesMax || files.length > LIMITS.trustStatementsMax) {
    throw new UserMistake(
      `a box takes ${LIMITS.trustStatementsMax} statements of ${LIMITS.trustBytesMax} bytes together: publish fewer`,
    );
  }
  const broker = brokerOf(flags);
  const interruption = interruptible(() => process.exit(EXIT.interrupted));
  const note = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const client = await openBrokerLink({ ...broker, signal: interruption.signal, onTrouble: note });
  if (client === undefined) return EXIT.interrupted;
  try {
    await client.publishAsync(trustTopic(flags.area), payload, { qos: 1, retain: true });
    process.stdout.write(`Published ${files.length} statements on ${trustTopic(flags.area)}.\n`);
    return EXIT.ok;
  } finally {
    await client.endAsync();
    interruption.release();
  }
};

/** A chain as its mandates, anything else as it stands. @throws {UserMistake} where no box would take it. */
const statementOf = (file: string): string | readonly string[] => {
  const texts = readStatements(file);
  const [first = ''] = texts;
  if (decodeJwsText(first, 'mandate').ok) return chainOf(texts, file).texts;
  readRootStatement(first, file);
  return first;
};
