/**
 * Who stands behind a connection, by the certificate that it showed, and what that one may do there (`access`). It answers
 * aedes' questions; it knows no socket but for its certificate, and no message but for its topic.
 */
import type { TLSSocket } from 'node:tls';
import { commonName, mayHaveClientId, type Principal } from '../access/principal.ts';
import { covers } from '../access/topic-filter.ts';
import { grantsOf, type Grants } from '../access/topic-rules.ts';

export interface Visitor {
  readonly principal: Principal;
  readonly grants: Grants;
}

/** `why` completes "turned away: …", with what to do. */
export type Recognised =
  { readonly ok: true; readonly visitor: Visitor } | { readonly ok: false; readonly why: string };

export class Doorman {
  readonly #byName: ReadonlyMap<string, Principal>;
  readonly #everybody: readonly Principal[];

  constructor(everybody: readonly Principal[]) {
    this.#everybody = everybody;
    this.#byName = new Map(everybody.map((one) => [commonName(one), one]));
  }

  recognise(
    socket: Pick<TLSSocket, 'authorized' | 'authorizationError' | 'getPeerCertificate'>,
  ): Recognised {
    const { subject } = socket.getPeerCertificate() as { subject?: { CN?: unknown } };
    if (subject === undefined) return away('it showed no certificate: give it one of its own');
    // A certificate may hold several names; then nobody can say whose it is.
    const name = typeof subject.CN === 'string' ? subject.CN : '';
    if (!socket.authorized)
      return away(
        `${certificateTrouble(socket.authorizationError)} (${JSON.stringify(name.slice(0, 80))})`,
      );
    const principal = this.#byName.get(name);
    if (principal === undefined) {
      return away(
        `${JSON.stringify(name.slice(0, 80))} is not in the list of boxes and head-ends: put it there, or give it its own certificate`,
      );
    }
    return { ok: true, visitor: { principal, grants: grantsOf(principal, this.#everybody) } };
  }
}

/** Why this visitor may not call itself so, or undefined. */
export const clientIdTrouble = ({ principal }: Visitor, clientId: string): string | undefined =>
  mayHaveClientId(principal, clientId)
    ? undefined
    : `${commonName(principal)} may not take the client id ${JSON.stringify(clientId)}`;

export const mayPublish = ({ grants }: Visitor, topic: string): boolean =>
  grants.publish.includes(topic);

export const mayHear = ({ grants }: Visitor, filter: string): boolean =>
  grants.hear.some((granted) => covers(granted, filter));

const away = (why: string): Recognised => ({ ok: false, why });

/** Node's word for what is wrong with a client's certificate, in ours. */
const certificateTrouble = (code: unknown): string => {
  switch (String(code)) {
    case 'CERT_HAS_EXPIRED':
      return 'its certificate has expired: make it a new one';
    case 'CERT_NOT_YET_VALID':
      return 'its certificate is not valid yet: see to the clocks';
    case 'INVALID_PURPOSE':
      return 'its certificate is not one of a client: make it one that is';
    default:
      return `its certificate is not of our authority: make it one that is (${String(code)})`;
  }
};
