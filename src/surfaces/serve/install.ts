import type { Place } from '../../operations/ports.ts';
import { selfCommand } from '../cli/demo/self.ts';
import { say } from '../cli/output.ts';
import type { SurfaceCall } from '../cli/surface-call.ts';
import type { ServeFlags } from './flags.ts';

/** `shoal serve install --print`: what a service manager needs; nothing is written. */
export function printInstall(call: SurfaceCall, place: Place, { launchd }: ServeFlags): number {
  const isLaunchd = launchd || process.platform === 'darwin';
  const command = [...selfCommand(), '-C', place.root, 'serve', '--keep-agents'];
  // Of the whole path: two workspaces may be called alike.
  const name = `shoal${place.root.replace(/[^\w.-]/g, '-')}`;
  const file = isLaunchd ? `~/Library/LaunchAgents/${name}.plist` : `~/.config/systemd/user/${name}.service`;
  // Of whoever installs it: a service manager's own leads to no harness.
  const path = call.env['PATH'] ?? '';
  const text = isLaunchd ? launchdPlist(name, command, place, path) : systemdUnit(name, command, place, path);
  say(call, { file, text }, text);
  return 0;
}

function systemdUnit(name: string, command: readonly string[], place: Place, path: string): string {
  return `# Save as ~/.config/systemd/user/${name}.service, then: systemctl --user enable --now ${name}
[Unit]
Description=Shoal in ${systemdText(place.root)}

[Service]
ExecStart=${command.map(systemdWord).join(' ')}
WorkingDirectory=${systemdText(place.root)}
Environment=${systemdQuoted(`PATH=${systemdText(path)}`)}
Restart=on-failure
# The keeper and its agents outlive the daemon.
KillMode=process

[Install]
WantedBy=default.target
`;
}

/** Source: systemd.service(5), "COMMAND LINES", and systemd.unit(5), specifiers. */
function systemdWord(word: string): string {
  const text = word.replace(/%/g, '%%').replace(/\$/g, '$$$$');
  return /^[\w@+=:,./%$-]+$/.test(text) ? text : systemdQuoted(text);
}

function systemdQuoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function systemdText(text: string): string {
  return text.replace(/%/g, '%%').replace(/\n/g, ' ');
}

function launchdPlist(name: string, command: readonly string[], place: Place, path: string): string {
  const words = command.map((word) => `    <string>${xml(word)}</string>`).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- Save in ~/Library/LaunchAgents/, then: launchctl load FILE -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${xml(name)}</string>
  <key>ProgramArguments</key>
  <array>
${words}
  </array>
  <key>WorkingDirectory</key>
  <string>${xml(place.root)}</string>
  <key>EnvironmentVariables</key>
  <dict>
    <key>PATH</key>
    <string>${xml(path)}</string>
  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>AbandonProcessGroup</key>
  <true/>
</dict>
</plist>
`;
}

function xml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
