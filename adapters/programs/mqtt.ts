/**
 * For MQTT.js: `new MqttClient(mqttStreamBuilder({ host, port }), options)`. It asks for a stream at every reconnect, and each
 * chooses its network anew.
 */
import type { Socket } from 'node:net';
import type { Dial } from './dial.ts';
import type { ConnectOptions } from './options.ts';

export type MqttStreamOptions = Omit<ConnectOptions, 'signal'>;

export const createMqttStreamBuilder =
  ({ createConnection }: Pick<Dial, 'createConnection'>) =>
  (options: MqttStreamOptions): (() => Socket) =>
  () =>
    createConnection(options);
