import { type Chart, drawChart, escapeMarkup } from './svg-chart.ts';
import type { Table } from './table.ts';

const style = `
  body { font: 14px/1.5 sans-serif; margin: 2rem; color: #222; }
  table { border-collapse: collapse; margin: 0.5rem 0 2rem; }
  th, td { padding: 0.2rem 0.7rem; text-align: right; border-bottom: 1px solid #ddd; }
  th:first-child, td:first-child, th:nth-child(2), td:nth-child(2) { text-align: left; }
  svg { margin: 0 1rem 1rem 0; border: 1px solid #eee; }`;

/** A page of its own with everything that was measured. */
export function renderPage(heading: string, tables: readonly Table[], charts: readonly Chart[]): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><title>usctp bench</title>',
    `<style>${style}</style></head><body>`,
    `<h1>usctp bench</h1><p>${escapeMarkup(heading)}</p>`,
    ...tables.map(renderTable),
    ...charts.map(drawChart),
    '</body></html>',
    '',
  ].join('\n');
}

function renderTable({ title, note, columns, rows }: Table): string {
  const cells = (tag: 'th' | 'td', texts: readonly string[]) =>
    columns.map((_, i) => `<${tag}>${escapeMarkup(texts[i] ?? '')}</${tag}>`).join('');
  return [
    `<h2>${escapeMarkup(title)}</h2><p>${escapeMarkup(note)}</p>`,
    `<table><thead><tr>${cells('th', columns)}</tr></thead><tbody>`,
    ...rows.map((row) => `<tr>${cells('td', row)}</tr>`),
    '</tbody></table>',
  ].join('\n');
}
