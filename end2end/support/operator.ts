import { createHash } from 'node:crypto';

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const inAll = (text: string): Record<string, string> => ({ 'zh-CN': text, ja: text, en: text });

/** SQL that gives an empty portal an office in Zhengzhou and a notice. */
export function foundOffice(): string {
  const body = '请如实填写。\n\n审核需要七个工作日。\n\n我承诺所填内容真实。';
  const texts = JSON.stringify({ title: inAll('须知与承诺'), text: inAll(body) });
  const sha256 = createHash('sha256').update(texts).digest('hex');
  return `
    insert into office (id, city, names, postal_address, telephone, fax)
    values ('centre', '4101', ${quoted(JSON.stringify(inAll('受理中心')))}, '450000 河南省郑州市示例路 1 号', '0371-00000001', '0371-00000002');
    insert into terms (id, version, texts, sha256, published_at)
    values ('registration-notice', 1, ${quoted(texts)}, '\\x${sha256}', now());
  `;
}
