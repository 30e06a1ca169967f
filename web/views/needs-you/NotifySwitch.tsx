import { useState } from 'react';
import { canNotify, isNotifying, setNotifying } from '../../app/notify.ts';
import { Button } from '../../ui/Button.tsx';

/** Desktop notifications, for whoever wants them. */
export function NotifySwitch() {
  const [isOn, setIsOn] = useState(isNotifying);
  if (!canNotify()) return null;
  return (
    <Button
      kind="quiet"
      aria-pressed={isOn}
      onPress={() => void setNotifying(!isOn).then(() => setIsOn(isNotifying()))}
    >
      {isOn ? 'Notifications on' : 'Notify me'}
    </Button>
  );
}
