import { readdirSync } from 'node:fs';
import { Application, Converter, ReflectionKind } from 'typedoc';

/**
 * Names documents by their heading, and refuses members without a docstring as typedoc itself would, but for those whose
 * name says it all: the fields of values on the wire, which are the RFC's, members that are another package's, whose README
 * tells of them, and what tells the members of a union apart.
 * @param {Application} app
 */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => titleByHeading(document));
  app.converter.on(Converter.EVENT_CREATE_PARAMETER, (_context, parameter) => nameObject(parameter));
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => dropHeading(project));
  app.on(Application.EVENT_VALIDATE_PROJECT, (project) => {
    for (const guide of readdirSync(new URL('../guides/', import.meta.url))) {
      const isListed = app.options.getValue('projectDocuments').some((path) => path.endsWith(`/guides/${guide}`));
      if (!isListed) app.logger.validationWarning(`lib/guides/${guide} is not among projectDocuments`);
    }
    for (const member of project.getReflectionsByKind(ReflectionKind.Property)) {
      if (!member.hasComment() && !isPlain(member))
        app.logger.validationWarning(`${member.getFullName()} has no docstring`);
    }
  });
}

/** @param {import('typedoc').DocumentReflection} document */
function titleByHeading(document) {
  const content = document.content.map(({ text }) => text).join('');
  const [, title] = /^\s*# (.+)/.exec(content) ?? [];
  if (title === undefined) throw new Error(`${document.name} does not begin with a heading`);
  document.name = title.replaceAll('`', '');
}

/**
 * What is taken apart where it is declared has no name there.
 * @param {import('typedoc').ParameterReflection} parameter
 */
function nameObject(parameter) {
  if (parameter.name === '__namedParameters') parameter.name = 'options';
}

/**
 * The start page has the name of the project above it.
 * @param {import('typedoc').ProjectReflection} project
 */
function dropHeading({ readme: [first] = [] }) {
  if (first !== undefined) first.text = first.text.replace(/^\s*# .+\n+/, '');
}

/** @param {import('typedoc').Reflection} member */
function isPlain(member) {
  const owner = member.parent;
  const isOfUnion = owner?.kindOf(ReflectionKind.TypeLiteral);
  return isOfUnion || ['usctp/codec', 'usctp/compat', 'usctp/compat/lksctp'].includes(owner?.parent?.name ?? '');
}
