import { parser } from '@prometheus-io/lezer-promql';

/** What an expression asks for under one name. */
export interface Selector {
  readonly metric: string;
  /** What it asks of labels: the texts between the quotes, and whether they are patterns. */
  readonly matchers: readonly { readonly label: string; readonly value: string; readonly isPattern: boolean }[];
}

/** An expression of PromQL, as far as the tests look at it. */
export interface Expression {
  readonly selectors: readonly Selector[];
  /** The labels it groups by. */
  readonly grouping: readonly string[];
}

/** Reads an expression by the grammar of Prometheus' own editor. Throws where it is not well-formed. */
export function parsePromQL(text: string): Expression {
  const tree = parser.parse(text);
  const found: { node: string; text: string }[] = [];
  tree.iterate({
    enter: (node) => {
      if (node.type.isError) throw new Error(`Not PromQL at ${String(node.from)}: ${text}`);
      found.push({ node: node.name, text: text.slice(node.from, node.to) });
    },
  });
  const textsOf = (name: string) => found.filter(({ node }) => node === name).map((each) => each.text);
  return {
    selectors: textsOf('VectorSelector').map(selectorOf),
    grouping: textsOf('GroupingLabels').flatMap((labels) => labels.match(/\w+/g) ?? []),
  };
}

function selectorOf(text: string): Selector {
  const matchers = [...text.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g)];
  return {
    metric: /^\w+/.exec(text)?.[0] ?? '',
    matchers: matchers.map(([, label = '', operator = '', value = '']) => ({ label, value, isPattern: operator.endsWith('~') })),
  };
}
