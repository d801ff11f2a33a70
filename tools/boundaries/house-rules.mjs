import { basename } from 'node:path';

/** ESLint rules for what this house asks of a file and no published rule checks. */
export default { rules: { 'documented-exports': documentedExports(), 'file-names': fileNames() } };

/** Every exported declaration carries a doc comment: what it promises, its units, its errors. */
function documentedExports() {
  return {
    meta: {
      type: 'suggestion',
      messages: { missing: 'Give `{{name}}` a sentence: what it promises, units, errors.' },
      schema: [],
    },
    create: ({ filename, sourceCode, report }) => ({
      'ExportNamedDeclaration[declaration]'(node) {
        if (/spec\.ts$/.test(filename) || isDocumented(node, sourceCode)) return;
        const { declaration } = node;
        const name = declaration.id?.name ?? declaration.declarations?.[0]?.id.name ?? 'export';
        report({ node: declaration.id ?? declaration, messageId: 'missing', data: { name } });
      },
    }),
  };
}

/** The comment stands before the export, or before the decorators that stand before it. Overloads share the first one's. */
function isDocumented(node, sourceCode) {
  const first = node.declaration.decorators?.[0];
  const start = first && first.range[0] < node.range[0] ? first : node;
  const isDoc = (comment) => comment?.type === 'Block' && comment.value.startsWith('*');
  if (isDoc(sourceCode.getCommentsBefore(start).at(-1))) return true;
  const siblings = node.parent.body;
  const previous = siblings[siblings.indexOf(node) - 1];
  return previous?.declaration?.type === 'TSDeclareFunction' && previous.declaration.id.name === node.declaration.id?.name;
}

/** `kebab-case.role.ts`, and no name under which anything could be put. */
function fileNames() {
  return {
    meta: {
      type: 'suggestion',
      messages: {
        shape: 'Name the file `kebab-case.role.ts`.',
        vague: 'A file or folder called `{{word}}` can hold anything: name the idea in it.',
      },
      schema: [],
    },
    create: ({ filename, cwd, report }) => ({
      Program(node) {
        if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.ts$/.test(basename(filename)))
          report({ node, messageId: 'shape' });
        const word = /(?:^|\/)(utils?|common|helpers?|manager|base)(?=[./])/.exec(filename.slice(cwd.length))?.[1];
        if (word) report({ node, messageId: 'vague', data: { word } });
      },
    }),
  };
}
