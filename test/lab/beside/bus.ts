/** A system bus of a host's own, for the managers that speak D-Bus. Everybody may own and send everything: who may do what is no matter of the lab. */
import type { Host } from '../host.ts';
import type { Daemon } from '../space.ts';

const SOCKET = '/run/dbus/system_bus_socket';
const CONFIG = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=${SOCKET}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true"/>
    <allow receive_type="method_call"/>
    <allow receive_type="signal"/>
    <allow receive_requested_reply="true"/>
  </policy>
</busconfig>
`;

/** Where programs look for it by themselves: nobody has to be told. */
export async function startBus(host: Pick<Host, 'run' | 'write' | 'daemon'>): Promise<Daemon> {
  await host.run('mkdir', ['-p', '/run/dbus']);
  host.write('/run/dbus/lab.conf', CONFIG);
  return host.daemon('dbus-daemon', ['--config-file=/run/dbus/lab.conf', '--nofork', '--nopidfile', '--print-address'], /unix:path=/);
}
