// What a page is made of, as a browser parses it: every element with the names of its attributes.
import { parse } from 'parse5';

/** Lines like `main>section>p[class]`, in the order of the page. Texts do not count. */
export function elements(html) {
  const found = [];
  const walk = (node, path) => {
    for (const child of node.childNodes ?? []) {
      if (!child.tagName) continue;
      const names = child.attrs.map(({ name }) => name).sort().join(' ');
      const here = `${path}>${child.tagName}`;
      found.push(`${here}[${names}]`);
      walk(child, here);
      if (child.content) walk(child.content, here);
    }
  };
  walk(parse(html), '');
  return found;
}

// Which chunks a browser may fetch ahead depends on what else the server draws at that moment.
const AHEAD = /^>html>head>link\[(as )?crossorigin href rel( type)?\]$/;

/** What one page has and the other has not, as often as it has it more. */
export function more(page, other) {
  const count = new Map();
  for (const line of elements(other)) count.set(line, (count.get(line) ?? 0) + 1);
  return elements(page).filter((line) => {
    if (AHEAD.test(line)) return false;
    const left = count.get(line) ?? 0;
    count.set(line, left - 1);
    return left <= 0;
  });
}
