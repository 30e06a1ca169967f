import { useState } from 'react';
import { useLocation } from 'wouter';
import { useAction } from '../../data/actions.ts';
import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Check } from '../../ui/Check.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Field, Select } from '../../ui/Field.tsx';

interface StartRunProps {
  /** Chosen to begin with; null: the default one. */
  readonly pipeline: string | null;
  readonly onClose: () => void;
}

type Param = Output<'pipeline.validate'>['params'][number];

/** A task, a pipeline and its parameters. */
export function StartRun({ pipeline: first, onClose }: StartRunProps) {
  const { data, error } = useRead('pipeline.list', {});
  return (
    <Dialog title="Start a run" isOpen onClose={onClose}>
      {error !== null && <ErrorNote error={error} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && <Form pipelines={data} first={first} onClose={onClose} />}
    </Dialog>
  );
}

interface FormProps {
  readonly pipelines: Output<'pipeline.list'>;
  readonly first: string | null;
  readonly onClose: () => void;
}

function Form({ pipelines, first, onClose }: FormProps) {
  const [, navigate] = useLocation();
  const standard = pipelines.find(({ isDefault }) => isDefault) ?? pipelines[0];
  const [name, setName] = useState(first ?? standard?.name ?? '');
  const [text, setText] = useState('');
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({});
  const [isParallel, setIsParallel] = useState(false);
  const { data: checked } = useRead('pipeline.validate', { pipeline: name }, { enabled: name !== '' });
  const { run, isPending } = useAction('run.start', { done: ({ id }) => `${id} is begun.` });
  const params = checked?.params ?? [];
  const missing = params.filter((param) => param.required && param.default === null && !given[param.name]);
  const isReady = text.trim() !== '' && name !== '' && missing.length === 0 && !isPending;
  const start = async () => {
    const values = Object.entries(given).filter(([, value]) => value !== '');
    const begun = await run({
      text,
      pipeline: name,
      ...(values.length === 0 ? {} : { params: values.map(([key, value]) => `${key}=${value}`) }),
      ...(isParallel ? { parallel: true } : {}),
    });
    if (begun !== undefined) navigate(`/runs/${begun.id}`);
  };
  if (pipelines.length === 0)
    return (
      <>
        <p>There is no pipeline yet.</p>
        <DialogActions>
          <Button kind="main" onPress={() => navigate('/pipelines?create=1')}>
            Make one
          </Button>
        </DialogActions>
      </>
    );
  return (
    <DialogForm verb="Start" isReady={isReady} onSend={start} onClose={onClose}>
      <Field label="What is to be done" lines={4} value={text} onChange={setText} autoFocus />
      <Select
        label="Pipeline"
        value={name}
        options={pipelines.map((one) => ({
          id: one.name,
          label: one.isDefault ? `${one.name} (default)` : one.name,
        }))}
        onChange={setName}
      />
      {params.map((param) => (
        <ParamField
          key={param.name}
          param={param}
          value={given[param.name] ?? ''}
          onChange={(value) => setGiven((before) => ({ ...before, [param.name]: value }))}
        />
      ))}
      <Check isSelected={isParallel} onChange={setIsParallel}>
        In a git worktree of its own, beside other runs
      </Check>
      {checked?.ok === false && <p role="alert">This pipeline has mistakes: see it under Pipelines.</p>}
    </DialogForm>
  );
}

interface ParamFieldProps {
  readonly param: Param;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function ParamField({ param, value, onChange }: ParamFieldProps) {
  const { name, type, required, description, prompt } = param;
  const hint = prompt ?? description;
  const standard = param.default === null ? '' : String(param.default);
  if (type === 'boolean')
    return (
      <Select
        label={name}
        value={value === '' ? standard || 'false' : value}
        options={[
          { id: 'true', label: 'yes' },
          { id: 'false', label: 'no' },
        ]}
        onChange={onChange}
      />
    );
  return (
    <Field
      label={required ? `${name} (required)` : name}
      {...(hint === null ? {} : { hint })}
      placeholder={standard}
      value={value}
      onChange={onChange}
    />
  );
}
