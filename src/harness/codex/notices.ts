import type { DriverEvent } from '../driver.ts';
import { fieldsAt, textAt, type Fields } from './wire.ts';

type Notice = Extract<DriverEvent, { type: 'notice' }>;

/** What a person should read of a notification that changes nothing here; null for all others. */
export function noticeOf(method: string, params: Fields): Notice | null {
  const text = (key: string): string => textAt(params, key) ?? '';
  switch (method) {
    case 'warning':
    case 'guardianWarning':
      return notice('warning', [text('message')]);
    case 'configWarning':
      return notice('warning', [text('summary'), text('details'), text('path')]);
    case 'deprecationNotice':
      return notice('info', [text('summary'), text('details')]);
    case 'model/rerouted':
      return notice('warning', [`Codex answers with ${text('toModel')} instead of ${text('fromModel')}`]);
    case 'mcpServer/startupStatus/updated':
      if (text('status') !== 'failed') return null;
      return notice('warning', [`MCP server ${text('name')} did not start`, text('error')]);
    case 'error': {
      // One that ends the turn is told at its end.
      if (params['willRetry'] !== true) return null;
      const error = fieldsAt(params, 'error');
      return notice('warning', [textAt(error, 'message') ?? '', textAt(error, 'additionalDetails') ?? '']);
    }
    default:
      return null;
  }
}

function notice(level: Notice['level'], parts: readonly string[]): Notice {
  return { type: 'notice', level, text: parts.filter((part) => part !== '').join(': ') };
}
