/** The rules of PROTOCOL §1, as Debian's RabbitMQ keeps them by the definitions that are written for it. By `make rabbitmq`: it takes half a minute. */
import { accessSuite } from './access-suite.ts';
import { rabbitMissing, startRabbit } from '../broker/broker-rabbitmq.ts';

accessSuite('RabbitMQ', startRabbit, rabbitMissing, {
  clientIdsAreAnybodys: true,
  slashesForDots: true,
});
