import '@xyflow/react/dist/base.css';
import {
  Controls,
  type Edge,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';
import styles from './Graph.module.css';
import { edgeLabel, type GraphEdge, type GraphNode, laidOut, type Layout } from './graph-layout.ts';
import { Glyph } from './state.tsx';
import { Line } from './Text.tsx';
import { useElementWidth } from './use-element-width.ts';
import { visible } from './visible.ts';

interface GraphProps {
  readonly label: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly selected?: string | null;
  readonly onSelect?: (id: string) => void;
  /** Somebody drew a line from one to another. Without it nothing can be drawn. */
  readonly onConnect?: (from: string, to: string) => void;
  /** It reads down, in the height that is around it. Default: to the right where there is room, and as high as it needs */
  readonly isDown?: boolean;
}

type Box = Node<{ readonly node: GraphNode; readonly isDown: boolean }, 'box'>;

/** What leads to what, laid out by itself; one can move and zoom. Load it with React.lazy. */
export default function Graph(props: GraphProps) {
  const { label, isDown = false } = props;
  const place = useRef<HTMLDivElement>(null);
  const width = useElementWidth(place);
  const layout = useLayout(props, width ?? 0);
  const needed = Math.ceil(layout.height * (1 + margin));
  return (
    <div
      ref={place}
      className={styles['graph']}
      role="group"
      aria-label={label}
      style={isDown ? undefined : { minHeight: `clamp(320px, ${needed}px, 70dvh)` }}
    >
      {width !== null && <Flow {...props} layout={layout} />}
    </div>
  );
}

/** Around it all, as a share of it. */
const margin = 0.1;
const whole = { maxZoom: 1, padding: margin };
/** Smaller than this its words are hard to read. */
const readableZoom = 0.8;

function useLayout({ nodes, edges, isDown = false }: GraphProps, width: number): Layout {
  const right = useMemo(() => (isDown ? null : laidOut(nodes, edges, 'right')), [nodes, edges, isDown]);
  const fitting = right !== null && right.width * (1 + margin) * readableZoom <= width ? right : null;
  return useMemo(() => fitting ?? laidOut(nodes, edges, 'down'), [fitting, nodes, edges]);
}

type FlowProps = Omit<GraphProps, 'isDown'> & { readonly layout: Layout };

function Flow({ nodes, edges, selected, onSelect, onConnect, layout: { direction, places } }: FlowProps) {
  const boxes = nodes.map((node): Box => {
    const { x, y, width, height } = places.get(node.id) ?? { x: 0, y: 0, width: 10, height: 10 };
    return {
      id: node.id,
      type: 'box',
      position: { x, y },
      width,
      height,
      data: { node, isDown: direction === 'down' },
      selected: node.id === selected,
      draggable: false,
      connectable: onConnect !== undefined && node.shape !== 'point',
      ariaLabel: visible([node.label, node.detail ?? ''].join(', ')),
    };
  });
  // Another layout is looked at as a whole again.
  const shape = `${direction}\n${nodes.map(({ id }) => id).join('\n')}`;
  return (
    <ReactFlow
      key={shape}
      nodes={boxes}
      edges={edges.map(lineOf)}
      nodeTypes={nodeTypes}
      fitView
      fitViewOptions={whole}
      minZoom={0.2}
      maxZoom={2}
      nodesDraggable={false}
      nodesConnectable={onConnect !== undefined}
      edgesFocusable={false}
      deleteKeyCode={null}
      proOptions={{ hideAttribution: true }}
      onNodeClick={(_event, { id }) => onSelect?.(id)}
      // By the keyboard. What `selected` says is no change of it: only what a person does is.
      onNodesChange={(changes) => {
        for (const change of changes)
          if (change.type === 'select' && change.selected && change.id !== selected) onSelect?.(change.id);
      }}
      onConnect={({ source, target }) => onConnect?.(source, target)}
    >
      <Controls showInteractive={false} />
      <Refit />
    </ReactFlow>
  );
}

/** Looks at the whole again when there is more or less room for it. */
function Refit() {
  const width = useStore((store) => store.width);
  const { fitView } = useReactFlow();
  useEffect(() => void fitView(whole), [width, fitView]);
  return null;
}

const nodeTypes = { box: NodeBox };

function NodeBox({ data: { node, isDown }, selected, isConnectable }: NodeProps<Box>) {
  const { label, detail, tone, shape } = node;
  const grip = styles[isConnectable ? 'grip' : 'handle'];
  const besides = isDown ? Position.Right : Position.Bottom;
  return (
    <div
      className={shape === 'point' ? styles['point'] : styles['box']}
      data-tone={tone ?? undefined}
      data-selected={selected || undefined}
    >
      <Handle type="target" position={isDown ? Position.Top : Position.Left} className={grip} />
      <span className={styles['name']}>
        {tone !== undefined && tone !== null && <Glyph tone={tone} />} <Line of={label} charsMax={40} />
      </span>
      {detail !== undefined && detail !== '' && (
        <span className={styles['detail']}>
          <Line of={detail} charsMax={44} />
        </span>
      )}
      <Handle type="source" position={isDown ? Position.Bottom : Position.Right} className={grip} />
      <Handle id="back" type="source" position={besides} className={styles['handle']} />
      <Handle id="back" type="target" position={besides} className={styles['handle']} />
    </div>
  );
}

function lineOf({ id, from, to, label, isLoop, isTaken }: GraphEdge): Edge {
  return {
    id,
    source: from,
    target: to,
    ...(label === undefined ? {} : { label: edgeLabel(label) }),
    // What leads back goes beside the others, not over them.
    type: 'smoothstep',
    ...(isLoop === true ? { sourceHandle: 'back', targetHandle: 'back', pathOptions: { offset: 24 } } : {}),
    className: [isTaken === true ? styles['taken'] : '', isLoop === true ? styles['loop'] : ''].join(' '),
    markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16, color: 'var(--edge-strong)' },
  };
}
