// The documents as HTML: both sides of a second-generation resident identity card (85.6 mm x 54 mm,
// drawn 10 px to the millimetre) and a business licence of the 2019 landscape pattern.

const SANS = "'Noto Sans CJK SC', sans-serif";
const SERIF = "'Noto Serif CJK SC', serif";
const dotted = (iso) => iso.replaceAll('-', '.');
const chinese = (iso) => `${iso.slice(0, 4)}年${iso.slice(5, 7)}月${iso.slice(8)}日`;
const at = (x, y, css, text) => `<div style="position:absolute;white-space:nowrap;left:${x}px;top:${y}px;${css}">${text}</div>`;

function waves(random, tint) {
  const lines = Array.from({ length: 26 }, (_, i) => {
    const y = i * 22 + random.between(-4, 4);
    const a = random.between(20, 60);
    return `<path d="M0 ${y} C 200 ${y - a}, 320 ${y + a}, 470 ${y} S 700 ${y - a}, 856 ${y + 8}" fill="none" stroke="${tint}" stroke-width="1.1"/>`;
  }).join('');
  return `<svg width="856" height="540" style="position:absolute;left:0;top:0;opacity:.5">${lines}</svg>`;
}

function face(x, y, width, height, shirt) {
  return `<svg viewBox="0 0 260 320" style="position:absolute;left:${x}px;top:${y}px;width:${width}px;height:${height}px">
    <path d="M20 320 Q30 225 130 225 Q230 225 240 320 Z" fill="${shirt}"/>
    <rect x="104" y="185" width="52" height="60" fill="#d9ac8c"/><ellipse cx="130" cy="130" rx="66" ry="84" fill="#e6bd9e"/>
    <path d="M60 130 Q55 30 130 34 Q205 30 200 130 Q190 74 130 78 Q70 74 60 130Z" fill="#2a2422"/>
    <circle cx="105" cy="132" r="7" fill="#33251f"/><circle cx="155" cy="132" r="7" fill="#33251f"/>
    <path d="M108 180 Q130 192 152 180" stroke="#a4584c" stroke-width="6" fill="none"/></svg>`;
}

const sheet = (width, height, radius, background, inside) =>
  ({ width, height, radius, html: `<div style="position:absolute;width:${width}px;height:${height}px;border-radius:${radius}px;overflow:hidden;background:${background};font-family:${SANS}">${inside}</div>` });

const sample = (x, y) => at(x, y, 'font-size:12px;color:#8aa;letter-spacing:2px', '样本 SAMPLE');

export function portraitSide(p, random) {
  const label = 'font-size:23px;color:#3d7eb5;letter-spacing:5px';
  const value = 'font-size:28px;color:#1b1b1d;letter-spacing:2px';
  const digits = random.pick(["'DejaVu Sans Mono'", SANS, "'Noto Sans Mono', 'DejaVu Sans'"]);
  const lines = [];
  // Eleven characters a line, two digits count as one: as the card printer breaks an address.
  let line = '';
  let width = 0;
  for (const part of p.address.match(/\d+|./gu)) {
    const w = /\d/.test(part) ? part.length * 0.6 : 1;
    if (width + w > 11) { lines.push(line); line = ''; width = 0; }
    line += part;
    width += w;
  }
  lines.push(line);
  const inside = waves(random, '#b9d6e6')
    + at(52, 66, label, '姓名') + at(150, 58, `${value};font-size:33px`, p.real_name)
    + at(52, 130, label, '性别') + at(150, 126, value, p.sex) + at(248, 130, label, '民族') + at(330, 126, value, p.nation)
    + at(52, 193, label, '出生') + at(150, 189, value, p.year) + at(234, 193, label, '年')
    + at(290, 189, value, p.month) + at(334, 193, label, '月') + at(383, 189, value, p.day) + at(426, 193, label, '日')
    + at(52, 262, label, '住址') + lines.map((text, i) => at(150, 258 + i * 42, value, text)).join('')
    + at(52, 462, label, '公民身份号码')
    + at(285, 452, `font-family:${digits};font-size:36px;color:#161617;letter-spacing:${digits === SANS ? 6 : 4}px;font-weight:500`, p.id_number)
    + face(548, 80, 250, 310, random.pick(['#38425a', '#6b2f37', '#2e5746', '#4a4a4a'])) + sample(640, 412);
  return sheet(856, 540, 26, 'linear-gradient(115deg,#eaf3f6,#dcecf2 45%,#f0ebe9 80%,#e3eef3)', inside);
}

const emblem = (x, y, size) => `<svg viewBox="0 0 100 100" style="position:absolute;left:${x}px;top:${y}px;width:${size}px;height:${size}px">
  <circle cx="50" cy="50" r="47" fill="#c4453a"/><circle cx="50" cy="46" r="36" fill="none" stroke="#e7c35d" stroke-width="6"/>
  <path d="M50 20l5 13h14l-11 8 4 14-12-8-12 8 4-14-11-8h14z" fill="#e7c35d"/><path d="M28 70h44v8H28z" fill="#e7c35d"/></svg>`;

export function emblemSide(p, random) {
  const label = 'font-size:25px;color:#26282b;letter-spacing:3px';
  const value = 'font-size:27px;color:#1b1b1d;letter-spacing:1px';
  const inside = waves(random, '#d8cfe0') + emblem(58, 48, 150)
    + at(268, 62, `font-family:${SERIF};font-weight:700;font-size:46px;letter-spacing:14px;color:#222`, '中华人民共和国')
    + at(268, 140, `font-family:${SERIF};font-weight:700;font-size:68px;letter-spacing:24px;color:#222`, '居民身份证')
    + at(208, 396, label, '签发机关') + at(348, 394, value, p.authority)
    + at(208, 458, label, '有效期限')
    + at(348, 456, value, `${dotted(p.valid_from)}-${p.long_term ? '长期' : dotted(p.valid_to)}`) + sample(660, 280);
  return sheet(856, 540, 26, 'linear-gradient(100deg,#efe9ef,#e4edf3 50%,#f3eceb)', inside);
}

function code2d(random, x, y, size) {
  const cells = Array.from({ length: 625 }, (_, i) =>
    (random.chance(0.48) ? `<rect x="${i % 25}" y="${Math.floor(i / 25)}" width="1" height="1"/>` : '')).join('');
  return `<svg viewBox="0 0 25 25" style="position:absolute;left:${x}px;top:${y}px;width:${size}px;height:${size}px">${cells}</svg>`;
}

export function licence(c, random) {
  const body = random.pick([SERIF, SANS]);
  const label = `font-family:${SERIF};font-weight:700;font-size:19px;color:#2a2522`;
  const value = `font-family:${body};font-size:20px;color:#17171a`;
  const term = `${chinese(c.valid_from)} 至 ${c.long_term ? '长期' : chinese(c.valid_to)}`;
  const wrapped = (x, y, width, text) => at(x, y, `${value};white-space:normal;width:${width}px;line-height:30px`, text);
  const gap = (word, width) => (word.length > 4 ? word
    : `<span style="display:inline-block;width:${width}px;text-align-last:justify">${[...word].join(' ')}</span>`);
  const inside = `<div style="position:absolute;inset:24px;border:7px double #b8923f"></div>`
    + emblem(548, 52, 92)
    + at(455, 150, `font-family:${SERIF};font-weight:700;font-size:60px;letter-spacing:12px;color:#1d1a18`, '营业执照')
    + at(553, 240, `${label};font-size:22px;letter-spacing:8px`, '(副本)')
    + at(92, 118, `${label};font-size:18px`, '统一社会信用代码')
    + at(92, 148, `font-family:${random.pick([SANS, "'DejaVu Sans'"])};font-size:24px;color:#17171a`, c.credit_code)
    + code2d(random, 930, 96, 120)
    + at(96, 300, label, gap('名称', 96)) + wrapped(216, 296, 420, c.organisation_name)
    + at(96, 360, label, gap('类型', 96)) + wrapped(216, 356, 420, c.type)
    + at(96, 420, label, gap('法定代表人', 96)) + wrapped(216, 416, 420, c.legal_representative)
    + at(96, 480, label, gap('经营范围', 96)) + wrapped(216, 476, 400, c.scope)
    + at(668, 300, label, gap('注册资本', 90)) + wrapped(780, 296, 330, c.capital)
    + at(668, 360, label, gap('成立日期', 90)) + wrapped(780, 356, 330, chinese(c.valid_from))
    + at(668, 420, label, gap('营业期限', 90)) + wrapped(780, 416, 340, term)
    + at(668, 480, label, gap('住所', 90)) + wrapped(780, 476, 300, c.address)
    + at(760, 650, `${label};font-size:22px;letter-spacing:6px`, '登记机关')
    + at(800, 715, value, chinese(c.valid_from).replaceAll(/(\d+)/g, ' $1 '))
    + `<svg viewBox="0 0 100 100" style="position:absolute;left:860px;top:610px;width:150px;height:150px;opacity:.7"><circle cx="50" cy="50" r="46" fill="none" stroke="#cc2b22" stroke-width="4"/><path d="M50 28l6 16h17l-14 10 5 16-14-10-14 10 5-16-14-10h17z" fill="#cc2b22"/></svg>`
    + sample(100, 770);
  return sheet(1188, 840, 2, 'linear-gradient(120deg,#fbf8ec,#f7f3e6 60%,#fdfaf2)', inside);
}

/** A person who holds the portrait side in front of the chest. */
export function handheld(p, random) {
  const card = portraitSide(p, random);
  const thumb = (x, y) => `<div style="position:absolute;left:${x}px;top:${y}px;width:130px;height:96px;border-radius:48px;background:#e0b394"></div>`;
  return { width: 1200, height: 1500, radius: 0, html: `<div style="position:absolute;width:1200px;height:1500px;overflow:hidden;background:#c9d0d3">
    ${face(210, 60, 780, 960, '#3b4a63')}<div style="position:absolute;left:210px;width:780px;bottom:0;height:490px;background:#3b4a63"></div>
    <div style="position:absolute;left:300px;top:960px;transform:rotate(-4deg);transform-origin:0 0;width:600px;height:380px"><div style="zoom:.7">${card.html}</div></div>
    ${thumb(240, 1130)}${thumb(845, 1090)}</div>` };
}
