import { Component } from 'react';
import { ErrorNote } from '../ui/Feedback.tsx';

interface CrashProps {
  readonly children: React.ReactNode;
}

/** A view that fails takes nothing else with it. React asks for a class here. */
export class Crash extends Component<CrashProps, { readonly error: unknown }> {
  override state = { error: undefined };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): React.ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <ErrorNote error={this.state.error} onRetry={() => this.setState({ error: undefined })} />;
  }
}
