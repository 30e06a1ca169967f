import { ShoalError } from '../../../domain/errors.ts';
import build from './templates/build.yaml' with { type: 'text' };
import codeReview from './templates/code-review.yaml' with { type: 'text' };
import content from './templates/content.yaml' with { type: 'text' };
import contract from './templates/contract.yaml' with { type: 'text' };
import design from './templates/design.yaml' with { type: 'text' };
import feature from './templates/feature.yaml' with { type: 'text' };
import maintain from './templates/maintain.yaml' with { type: 'text' };
import plan from './templates/plan.yaml' with { type: 'text' };
import release from './templates/release.yaml' with { type: 'text' };
import triage from './templates/triage.yaml' with { type: 'text' };

/** What comes with the program, to begin with. */
export const templates: Readonly<Record<string, string>> = {
  plan,
  feature,
  design,
  'code-review': codeReview,
  build,
  release,
  maintain,
  triage,
  content,
  contract,
};

/** Throws NOT_FOUND. */
export function template(name = 'plan'): string {
  const found = Object.hasOwn(templates, name) ? templates[name] : undefined;
  if (found !== undefined) return found;
  throw new ShoalError('NOT_FOUND', `There is no template "${name}".`, {
    hint: `There are: ${Object.keys(templates).join(', ')}. \`shoal pipeline create --help\` says what each is.`,
  });
}
