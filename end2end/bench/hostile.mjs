// Files that no camera makes: written to hurt a decoder. Each is a name and its bytes.

/** Numbers that look random and are the same in every run (xorshift). */
export function numbers(seed) {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

const marker = (code, body) => {
  const head = Buffer.from([0xff, code, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};

/** Where the frame header of a JPEG begins. */
function frame(jpeg) {
  for (let at = 2; at + 4 < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2)) {
    if (jpeg[at] !== 0xff) return -1;
    if (jpeg[at + 1] >= 0xc0 && jpeg[at + 1] <= 0xc2) return at;
  }
  return -1;
}

/** The same picture that says it has other measures. */
function claiming(jpeg, width, height) {
  const changed = Buffer.from(jpeg);
  const at = frame(changed);
  changed.writeUInt16BE(height, at + 5);
  changed.writeUInt16BE(width, at + 7);
  return changed;
}

/** A frame and one scan of a progressive picture, the scan repeated until the file is full. */
function scans(bytes, width, height) {
  const quantisation = marker(0xdb, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, 1)]));
  const start = Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]);
  // One code of one bit for "nothing more in this block, nor in the next ones".
  const codes = marker(0xc4, Buffer.from([0x00, 1, ...Array(15).fill(0), 0]));
  const scan = Buffer.concat([marker(0xda, Buffer.from([1, 1, 0x00, 0, 0, 0x00])), Buffer.from([0x00, 0x00])]);
  const head = Buffer.concat([Buffer.from([0xff, 0xd8]), quantisation, marker(0xc2, start), codes]);
  const count = Math.max(1, Math.floor((bytes - head.length - 2) / scan.length));
  return Buffer.concat([head, ...Array(count).fill(scan), Buffer.from([0xff, 0xd9])]);
}

/** A whole picture of nothing. */
const small = (width, height) => scans(200, width, height);

/** `jpeg`: a good picture. `most`: how large a file may be, in bytes. */
export function hostile(jpeg, most) {
  const next = numbers(20261124);
  const files = [];
  const add = (name, bytes) => files.push({ name, bytes });
  for (let part = 1; part < 24; part += 1) add(`cut-${part}`, jpeg.subarray(0, Math.floor((jpeg.length * part) / 24)));
  for (let turn = 0; turn < 200; turn += 1) {
    const bent = Buffer.from(jpeg);
    // Half of them in the headers, where a bit changes most.
    const reach = turn % 2 ? bent.length : 700;
    for (let bit = 0; bit <= turn % 20; bit += 1) bent[2 + next(reach - 2)] ^= 1 << next(8);
    add(`bent-${turn}`, bent);
  }
  // Half a picture that ends like a whole one: by the small one in its notes, or by an end put to it.
  const half = (whole) => whole.subarray(0, Math.floor(whole.length / 2));
  const noted = Buffer.concat([jpeg.subarray(0, 2), marker(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), small(160, 120)])), jpeg.subarray(2)]);
  add('half-with-thumbnail', half(noted));
  add('half-with-end', Buffer.concat([half(jpeg), Buffer.from([0xff, 0xd9])]));
  for (const [width, height] of [[65535, 65535], [65535, 1], [1, 65535], [0, 0], [8192, 8192], [8193, 8192], [8192, 65535], [40000, 1600]]) {
    add(`claims-${width}x${height}`, claiming(jpeg, width, height));
  }
  add('scans-small', scans(most - 1, 640, 640));
  add('scans-large', scans(most - 1, 8000, 8000));
  add('zeros', Buffer.alloc(most - 1));
  add('markers', Buffer.alloc(most - 2, 0xff));
  add('only-a-start', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(most - 4)]));
  add('comments', Buffer.concat([jpeg.subarray(0, 2), ...Array(Math.floor((most - 1 - jpeg.length) / 65537)).fill(marker(0xfe, Buffer.alloc(65533, 0x41))), jpeg.subarray(2)]));
  add('tail', Buffer.concat([jpeg, Buffer.alloc(most - 1 - jpeg.length, 0x50)]));
  add('nothing', Buffer.alloc(0));
  add('script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'));
  add('script-in-comment', Buffer.concat([jpeg.subarray(0, 2), marker(0xfe, Buffer.from('<script>alert(1)</script><?php system($_GET[0]); ?>')), jpeg.subarray(2)]));
  add('zip', Buffer.concat([jpeg, Buffer.from('PK\x03\x04'), Buffer.alloc(4000)]));
  return files;
}
