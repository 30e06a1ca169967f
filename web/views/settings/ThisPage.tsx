import { setTheme, useTheme } from '../../app/theme.ts';
import { signOut, useSession } from '../../data/session.ts';
import { Button } from '../../ui/Button.tsx';
import { Choices } from '../../ui/Choices.tsx';
import { NotifySwitch } from '../needs-you/NotifySwitch.tsx';
import styles from './Settings.module.css';

const themes = [
  { value: 'system', label: 'As the system' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
] as const;

/** What holds for this browser alone. */
export function ThisPage() {
  const theme = useTheme();
  const { data: session } = useSession();
  return (
    <div className={styles['part']}>
      <Choices
        label="Colours"
        choices={themes}
        chosen={[theme]}
        onChoose={([chosen]) => setTheme(themes.find(({ value }) => value === chosen)?.value ?? 'system')}
      />
      <NotifySwitch />
      <p className={styles['quiet']}>
        Signed in as {session?.user} in <code>{session?.workspace.root}</code> · shoal {session?.version}
      </p>
      <p>
        <Button onPress={() => void signOut()}>Sign out of this browser</Button>
      </p>
    </div>
  );
}
