/** `loa-sim acl`: the rules of PROTOCOL §1 for the boxes and head-ends of a list, in the language of a broker. */
import { loadAccessList } from '../access/access-list.ts';
import { mosquittoAcl } from '../access/mosquitto-acl.ts';
import { rabbitDefinitions } from '../access/rabbitmq-definitions.ts';
import { EXIT } from '../user-mistake.ts';

export type AclBroker = 'mosquitto' | 'rabbitmq';

/** @throws {UserMistake} */
export const aclCommand = (broker: AclBroker, listFile: string): number => {
  const everybody = loadAccessList(listFile);
  process.stdout.write(
    broker === 'mosquitto'
      ? mosquittoAcl(everybody)
      : `${JSON.stringify(rabbitDefinitions(everybody), undefined, 2)}\n`,
  );
  return EXIT.ok;
};
