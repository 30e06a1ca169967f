import { object, objects, string, type Json } from './json.ts';
import { notice, type Link } from './link.ts';
import type { SetupStep } from './state.ts';

/** What must still be set in a session that has just been opened, from what it offers. */
export function setupSteps(link: Link, session: Json, tellsItsPast: boolean): SetupStep[] {
  // What was chosen by the command line is not always told again.
  link.state.model = currentModel(session) ?? (link.dialect.setsModel ? null : link.spec.profile.model);
  const steps = [modeStep(link, session), modelStep(link, session), effortStep(link, session)];
  const barrier: readonly SetupStep[] = tellsItsPast ? [{ kind: 'barrier' }] : [];
  return [...barrier, ...steps.filter((step) => step !== null)];
}

interface Choice {
  readonly id: string;
  readonly name: string;
}

function modeStep(link: Link, session: Json): SetupStep | null {
  const { permission } = link.spec.profile;
  const wanted = link.dialect.modes[permission];
  if (wanted === undefined) return null;
  const modes = object(session['modes']);
  const option = configOption(session, 'mode');
  const offered = objects(modes['availableModes']).map(({ id, name }) => choice(id, name));
  const choices = offered.length > 0 ? offered : optionChoices(option);
  const found = pick(choices, wanted);
  if (found === null) {
    // An agent without modes asks by itself, which is what `auto` means.
    if (permission !== 'auto')
      notice(
        link,
        'warning',
        `${link.state.agent.name} offers no mode for permission “${permission}” and keeps its own.`,
      );
    return null;
  }
  if (offered.length > 0) return found.id === modes['currentModeId'] ? null : { kind: 'mode', id: found.id };
  return optionStep(option, found.id, false);
}

function modelStep(link: Link, session: Json): SetupStep | null {
  const { model } = link.spec.profile;
  if (model === null || !link.dialect.setsModel || model === link.state.model) return null;
  const option = configOption(session, 'model');
  if (option !== null) return optionStep(option, model, true);
  if (session['models'] !== undefined) return { kind: 'model', id: model };
  notice(link, 'warning', `${link.state.agent.name} lets nobody choose its model: “${model}” was left out.`);
  return null;
}

function effortStep(link: Link, session: Json): SetupStep | null {
  const { effort } = link.spec.profile;
  if (effort === null || !link.dialect.setsEffort) return null;
  const option = configOption(session, 'thought_level');
  const found = pick(optionChoices(option), effort === 'max' ? ['max', 'xhigh', 'high'] : [effort]);
  if (found !== null) return optionStep(option, found.id, false);
  notice(
    link,
    'warning',
    `${link.state.agent.name} has no setting for effort here: “${effort}” was left out.`,
  );
  return null;
}

function optionStep(option: Json | null, value: string, isModel: boolean): SetupStep | null {
  const id = string(option?.['id']);
  return id === null || option?.['currentValue'] === value ? null : { kind: 'option', id, value, isModel };
}

function configOption(session: Json, category: string): Json | null {
  return objects(session['configOptions']).find((option) => option['category'] === category) ?? null;
}

/** Options may stand in groups. */
function optionChoices(option: Json | null): readonly Choice[] {
  return objects(option?.['options']).flatMap((entry) =>
    entry['value'] === undefined
      ? objects(entry['options']).map(({ value, name }) => choice(value, name))
      : [choice(entry['value'], entry['name'])],
  );
}

function choice(id: unknown, name: unknown): Choice {
  return { id: string(id) ?? '', name: string(name) ?? '' };
}

/** Ids are compared without case and punctuation, and of a URL only the last part. */
function pick(choices: readonly Choice[], wanted: readonly string[]): Choice | null {
  for (const want of wanted) {
    const found = choices.find(({ id, name }) => [plain(id), plain(name)].includes(plain(want)));
    if (found !== undefined) return found;
  }
  return null;
}

function plain(text: string): string {
  const last = text.split(/[#/]/).at(-1) ?? text;
  return last.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

function currentModel(session: Json): string | null {
  const option = configOption(session, 'model');
  return string(option?.['currentValue']) ?? string(object(session['models'])['currentModelId']);
}
