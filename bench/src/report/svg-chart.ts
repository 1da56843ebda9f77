/** A line through points, as a picture of its own. */
export interface Chart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Whether x grows by factors; all x are above 0 then. */
  readonly isLogarithmic: boolean;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const width = 460;
const height = 260;
const margin = { left: 58, right: 16, top: 34, bottom: 44 };
const gridLineCount = 4;

/** The chart as SVG; y begins at 0, so that what is flat looks flat. */
export function drawChart({ title, xLabel, yLabel, isLogarithmic, points }: Chart): string {
  const place = (x: number) => (isLogarithmic ? Math.log10(x) : x);
  const xs = points.map(({ x }) => place(x));
  const [least, greatest] = [Math.min(...xs), Math.max(...xs)];
  const top = niceCeiling(Math.max(...points.map(({ y }) => y)));
  const plotWidth = width - margin.left - margin.right;
  const plotHeight = height - margin.top - margin.bottom;
  const toX = (x: number) =>
    margin.left + (greatest > least ? (place(x) - least) / (greatest - least) : 0.5) * plotWidth;
  const toY = (y: number) => margin.top + (1 - y / top) * plotHeight;

  const grid = Array.from({ length: gridLineCount + 1 }, (_, i) => (top * i) / gridLineCount).map((y) => {
    const at = round(toY(y));
    return (
      `<line x1="${margin.left}" x2="${width - margin.right}" y1="${at}" y2="${at}" stroke="#ddd"/>` +
      text(margin.left - 6, at + 4, formatTick(y), 'end')
    );
  });
  const ticks = points.map(({ x }) => text(toX(x), height - margin.bottom + 16, formatTick(x), 'middle'));
  const line = points.map(({ x, y }) => `${round(toX(x))},${round(toY(y))}`).join(' ');
  const dots = points.map(({ x, y }) => {
    const label = `<title>${formatTick(x)}: ${formatTick(y)}</title>`;
    return `<circle cx="${round(toX(x))}" cy="${round(toY(y))}" r="3.5" fill="#1668a8">${label}</circle>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ` font-family="sans-serif" font-size="11" role="img" aria-label="${escapeMarkup(title)}">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${margin.left}" y="18" font-size="13" font-weight="bold">${escapeMarkup(title)}</text>`,
    ...grid,
    ...ticks,
    `<polyline points="${line}" fill="none" stroke="#1668a8" stroke-width="2"/>`,
    ...dots,
    text(margin.left + plotWidth / 2, height - 10, xLabel, 'middle'),
    `<text transform="translate(14 ${margin.top + plotHeight / 2}) rotate(-90)" text-anchor="middle">`,
    `${escapeMarkup(yLabel)}</text>`,
    '</svg>',
  ].join('');
}

/** The next of 1, 2, 2.5, 5, 10, … */
export function niceCeiling(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= value) ?? 10;
  return step * power;
}

/** Text that is safe in HTML and SVG, in attributes as well. */
export function escapeMarkup(plain: string): string {
  return plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function text(x: number, y: number, content: string, anchor: 'middle' | 'end'): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escapeMarkup(content)}</text>`;
}

function formatTick(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
