// A document on a table in front of a phone: turned, in perspective, shaded, blurred, noisy.

const TABLES = [
  (r) => `repeating-linear-gradient(${r.whole(80, 100)}deg,#7a5532 0 38px,#6d4a2b 38px 61px,#835d38 61px 90px)`,
  (r) => `repeating-linear-gradient(${r.whole(-10, 10)}deg,#b98d5d 0 70px,#ae8352 70px 73px,#c09463 73px 160px)`,
  () => 'radial-gradient(circle at 30% 30%,#5d6670,#3e454d)',
  () => 'linear-gradient(160deg,#22252b,#32363e)',
  () => 'linear-gradient(20deg,#aeb1b0,#c3c5c3)',
  () => 'repeating-conic-gradient(#5b7a8c 0 25%,#6c8b9c 0 50%) 0 0/120px 120px',
  () => 'linear-gradient(70deg,#6d2f35,#7f3a3f)',
];

/** A page whose screenshot is the photograph: { size, html, quality }. */
export function photograph(document, random, { clean = false, width = 0, quality = 0 } = {}) {
  const portrait = document.height > document.width;
  const w = width || (clean ? 1600 : random.whole(1600, 2400));
  const h = Math.round(portrait ? (w * document.height) / document.width : w * random.pick([0.75, 0.7, 0.625]));
  // Small print makes people come closer: a licence fills more of the picture than a card.
  const fill = clean ? (portrait ? 1 : 0.9) : document.width > 1000 ? random.between(0.76, 0.92) : random.between(0.6, 0.86);
  const zoom = Math.min((w * fill) / document.width, (h * fill) / document.height);
  const dw = document.width * zoom;
  const dh = document.height * zoom;
  const turn = clean ? 0 : random.between(-12, 12);
  const tiltX = clean ? 0 : random.between(-9, 9);
  const tiltY = clean ? 0 : random.between(-9, 9);
  const slack = { x: (w - dw) * 0.18, y: (h - dh) * 0.18 };
  const left = (w - dw) / 2 + (clean ? 0 : random.between(-slack.x, slack.x));
  const top = (h - dh) / 2 + (clean ? 0 : random.between(-slack.y, slack.y));
  const shade = clean ? 0 : random.between(0.1, 0.5);
  const blur = clean ? 0 : (random.between(0.3, 1.5) * w) / 2000;
  const noise = clean ? 0 : random.between(0.03, 0.09);
  const glare = clean ? 0 : random.between(0, 0.25);
  const table = random.pick(TABLES)(random);
  const seed = random.whole(1, 1e9);
  const html = `<!doctype html><html><body style="margin:0;overflow:hidden;background:#000">
<div style="position:relative;width:${w}px;height:${h}px;overflow:hidden;filter:blur(${blur.toFixed(2)}px)">
 <div style="position:absolute;inset:-40px;background:${table}"></div>
 <div style="position:absolute;left:${left}px;top:${top}px;width:${dw}px;height:${dh}px;
  transform:perspective(${Math.round(w * 1.6)}px) rotateX(${tiltX}deg) rotateY(${tiltY}deg) rotateZ(${turn}deg);
  border-radius:${document.radius * zoom}px;box-shadow:${Math.round(w / 300)}px ${Math.round(w / 220)}px ${Math.round(w / 160)}px rgba(0,0,0,.45)">
  <div style="zoom:${zoom}">${document.html}</div>
 </div>
 <div style="position:absolute;inset:0;mix-blend-mode:multiply;background:linear-gradient(${random.whole(0, 359)}deg,rgba(0,0,0,${shade}),rgba(0,0,0,0) 75%)"></div>
 <div style="position:absolute;inset:0;background:radial-gradient(circle at ${random.whole(10, 90)}% ${random.whole(10, 90)}%,rgba(255,255,255,${glare}),rgba(255,255,255,0) 30%)"></div>
</div>
<canvas id="noise" width="512" height="512" hidden></canvas><div id="grain" style="position:absolute;left:0;top:0;width:${w}px;height:${h}px"></div>
<script>
 if (${noise} > 0) {
  let s = ${seed} >>> 0; const next = () => { s = (Math.imul(s, 1664525) + 1013904223) >>> 0; return s / 4294967296; };
  const c = document.getElementById('noise'), x = c.getContext('2d'), d = x.createImageData(512, 512);
  for (let i = 0; i < d.data.length; i += 4) {
   const n = next() + next() + next() - 1.5, v = n > 0 ? 255 : 0;
   d.data[i] = v; d.data[i + 1] = v; d.data[i + 2] = v; d.data[i + 3] = Math.min(255, Math.abs(n) * 255 * ${noise} * 2);
  }
  x.putImageData(d, 0, 0);
  document.getElementById('grain').style.backgroundImage = 'url(' + c.toDataURL() + ')';
 }
</script></body></html>`;
  return { size: { width: w, height: h }, html, quality: quality || (clean ? 90 : random.whole(75, 90)) };
}
