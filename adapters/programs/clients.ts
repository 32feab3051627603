/** The clients of other libraries, all made of the same connections. */
import type { Agent } from 'node:http';
import type { Agent as SecureAgent } from 'node:https';
import type { Socket } from 'node:net';
import { createHttpAgent, createHttpsAgent, type HttpAgentOptions, type HttpsAgentOptions } from './agents.ts';
import { type Connector, type ConnectorOptions, createConnector } from './connector.ts';
import type { Dial } from './dial.ts';
import { createFetch, type Fetch } from './fetch.ts';
import { createMqttStreamBuilder, type MqttStreamOptions } from './mqtt.ts';
import { createWsOptions, type WsClientOptions, type WsOptions } from './ws.ts';

export type Clients = {
  /** As `fetch` is, with `use`. A failure of the network has its code; one in the middle of a body has it as its `cause`. */
  readonly fetch: Fetch;
  /** For undici: `new Agent({ connect: connector({ use }) })`. */
  connector(options?: ConnectorOptions): Connector;
  httpAgent(options?: HttpAgentOptions): Agent;
  httpsAgent(options?: HttpsAgentOptions): SecureAgent;
  /** For MQTT.js: `new MqttClient(mqttStreamBuilder({ host, port }), options)`. */
  mqttStreamBuilder(options: MqttStreamOptions): () => Socket;
  /** For ws: `new WebSocket(url, wsOptions({ use }))`. */
  wsOptions(options?: WsOptions): WsClientOptions;
};

/** `close`: of the connections that `fetch` keeps. */
export function createClients(dial: Dial): { readonly clients: Clients; close(): Promise<void> } {
  const connector = createConnector(dial);
  const { fetch, close } = createFetch(dial, connector);
  const clients = {
    ...{ fetch, connector, httpAgent: createHttpAgent(dial), httpsAgent: createHttpsAgent(dial) },
    ...{ mqttStreamBuilder: createMqttStreamBuilder(dial), wsOptions: createWsOptions(dial) },
  };
  return { clients, close };
}
