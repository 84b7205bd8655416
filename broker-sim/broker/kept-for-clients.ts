/**
 * What aedes would keep for ever at a client's word, and nothing of aedes bounds: retained messages, and what comes for clients
 * that are away. Knows no client and no topic by name. (docs/decisions/0005)
 */
import type { Aedes } from 'aedes';

/** To be called once it is known who may publish: whoever retains on one topic too many is cut off, and every client begins anew. */
export const boundWhatIsKept = (aedes: Aedes, retainedTopicsMax: number): void => {
  const retained = new Set<string>();
  const allowed = aedes.authorizePublish.bind(aedes);
  aedes.authorizePublish = (client, packet, done) => {
    const { topic, payload, retain } = packet;
    allowed(client, packet, (error) => {
      if (error || !retain) return done(error);
      if (payload.length === 0) retained.delete(topic);
      else if (retained.has(topic) || retained.size < retainedTopicsMax) retained.add(topic);
      else return done(new Error(`more than ${retainedTopicsMax} topics with a retained message`));
      done(null);
    });
  };
  aedes.preConnect = (_client, packet, done) => {
    // A session that outlives its connection is a queue without an end. Nobody in a village asks for one.
    packet.clean = true;
    done(null, true);
  };
};
