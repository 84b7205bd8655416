/** The payload of a root replacement (PROTOCOL §2.3): the reserve root says which key is the working root from now on. Read, not believed. */
import { accepted, type Decoded } from '../../refusal.ts';
import { fieldsOf } from '../fields.ts';
import { isKeyId, type Jws } from '../jws.ts';

export interface RootReplacement {
  /** Rises with every replacement, for ever. */
  readonly version: number;
  /** The working root from now on, in base64url. */
  readonly root: string;
}

export const decodeRootReplacement = ({ payload }: Jws): Decoded<RootReplacement> => {
  const field = fieldsOf(payload, 'root.field');
  const replacement: RootReplacement = {
    version: field.integer('version', 1, Number.MAX_SAFE_INTEGER),
    root: field.text('root', isKeyId),
  };
  return field.missing ?? accepted(replacement);
};

/** The payload as it travels. */
export const encodeRootReplacement = ({
  version,
  root,
}: RootReplacement): Record<string, unknown> => ({ version, root });
