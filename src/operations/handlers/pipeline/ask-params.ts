import type { ParamDefinition, ParamValues, ReadPipeline } from '../../../domain/pipeline/definition.ts';
import type { Context } from '../../context.ts';

/** What a person answers for parameters that have a question and no value yet; without a terminal nothing is asked. */
export async function askedParams(context: Context, { unset }: ReadPipeline): Promise<ParamValues> {
  const answers: Record<string, string> = {};
  if (!context.facts.provenHuman) return answers;
  for (const param of unset) {
    if (param.prompt === null) continue;
    const answer = await answerOf(context, param);
    if (answer === null) break;
    if (answer !== '') answers[param.name] = answer;
  }
  return answers;
}

/** Empty: as it is without; null: there is nobody to ask. */
async function answerOf(context: Context, param: ParamDefinition): Promise<string | null> {
  const { name, prompt, description, autoDetect, fallback } = param;
  const hint = autoDetect === null ? '' : 'A single ! lets a model find out.';
  const text = [description ?? '', hint].filter((line) => line !== '').join('\n');
  const without = fallback === null ? (param.required ? 'needed' : 'nothing') : String(fallback);
  for (;;) {
    const answer = (await context.person.ask(text, `${prompt ?? name} (${without})`))?.trim() ?? null;
    if (answer !== '!' || autoDetect === null) return answer;
    const found = (await context.harnesses.ask(autoDetect, context.signal)).trim();
    if ((await context.person.confirm(`${name}: ${found}`, 'Take it?')) === true) return found;
  }
}
