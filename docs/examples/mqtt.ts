/** Publishes a count and hears it again (MQTT.js, QoS 1). A lost network ends its connection at once, and the next one is by another. */
import { MqttClient } from 'mqtt';
import { connectAgent } from 'multihome';

const [host = 'test.mosquitto.org', port = '1883'] = process.argv.slice(2);
const clientId = `multihome-${process.pid}`;

await using agent = await connectAgent();
const client = new MqttClient(agent.mqttStreamBuilder({ host, port: Number(port) }), { clientId, clean: false, reconnectPeriod: 100 });
client.on('error', (error) => console.log(error.message));
client.on('message', (_topic, payload) => console.log(`heard: ${payload}`));
await client.subscribeAsync(clientId, { qos: 1 });
for (let count = 1; ; count += 1) {
  // Resolves when it is acknowledged, be it by the connection after next.
  await client.publishAsync(clientId, String(count), { qos: 1 });
  console.log(`acknowledged: ${count}`);
  await new Promise((resolve) => setTimeout(resolve, 100));
}
