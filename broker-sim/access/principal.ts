/**
 * Who may be at the broker: a box, or a head-end with the areas that it speaks to. Its certificate's common name is its name
 * there, and the two kinds can never be taken for each other: no box's id has a dot.
 */
import { isArea, isBoxId } from '../../agent/core/wire/topic.ts';

export type Principal =
  | { readonly role: 'box'; readonly id: string; readonly area: string }
  | { readonly role: 'head-end'; readonly name: string; readonly areas: readonly string[] };

export type Role = Principal['role'];

const HEAD_END_PREFIX = 'head-end.';

/** As a box's id, so that it can stand wherever a name at a broker can. */
export const isHeadEndName = isBoxId;

/** The common name of the certificate of a box or a head-end. Brokers take it for the user name. */
export const commonNameOf = (role: Role, name: string): string =>
  role === 'box' ? name : `${HEAD_END_PREFIX}${name}`;

export const commonName = (principal: Principal): string =>
  principal.role === 'box'
    ? commonNameOf('box', principal.id)
    : commonNameOf('head-end', principal.name);

/**
 * Whether a client under this name may call itself `clientId`: a broker cuts off whoever had the same one, so nobody may
 * take another's. A box has one connection; the programs of a head-end put what they like after its name and a colon.
 */
export const mayHaveClientId = (principal: Principal, clientId: string): boolean =>
  principal.role === 'box'
    ? clientId === `loa-${principal.id}`
    : clientId === commonName(principal) || clientId.startsWith(`${commonName(principal)}:`);

/** What is wrong with one, for the person who wrote it down; undefined where it is right. */
export const wrongWith = (principal: Principal): string | undefined => {
  if (principal.role === 'box') {
    if (!isBoxId(principal.id)) return `${JSON.stringify(principal.id)} is no id of a box`;
    return isArea(principal.area)
      ? undefined
      : `${JSON.stringify(principal.area)} is no area (box ${principal.id})`;
  }
  if (!isHeadEndName(principal.name)) {
    return `${JSON.stringify(principal.name)} is no name of a head-end`;
  }
  const wrong = principal.areas.find((area) => !isArea(area));
  if (wrong === undefined) return undefined;
  return `${JSON.stringify(wrong)} is no area (head-end ${principal.name})`;
};
