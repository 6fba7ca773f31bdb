import { residentIdCheck, company, seeded } from '../cards/people.mjs';
import { picture } from './pictures.ts';
import { note } from './run.ts';

/** Answers of a whole wizard, field id → what is typed or chosen; pictures are files. */
export interface Applicant {
  basic: Record<string, string>;
  pictures: Record<string, string>;
  documents: Record<string, string>;
  contact: Record<string, string>;
}

let counted = 0;

/** Different in every test, and in every run against the same database. */
export function unique(prefix: string): string {
  counted += 1;
  const time = Date.now().toString(36);
  return `${prefix}.${time}${process.pid.toString(36)}${counted}`.toLowerCase();
}

/** A password nobody has used; it is not close to any name here. */
export const PASSWORD = '石榴-Kettle-七里-Harbour-42';

function contact(name: string): Record<string, string> {
  const email = `${name}@mail.example`;
  note(email);
  return {
    address: '河南省郑州市金水区示例大道 18 号 2 单元 301 室',
    postcode: '450003',
    contact_person: '林晓安',
    mobile: '13800138000',
    landline: '0371-86694220',
    email,
    industry: 'R',
    office_city: '4101',
    office: 'zhengzhou-centre',
  };
}

const IN_ZHENGZHOU = { region_province: '41', region_city: '4101', region_district: '410105' };

/** A resident ID number that nobody else in this run has. */
export function idNumber(): string {
  counted += 1;
  const day = String((counted % 28) + 1).padStart(2, '0');
  const sequence = String((Date.now() + counted * 7) % 1000).padStart(3, '0');
  const year = 1960 + ((process.pid + counted) % 40);
  const first = `410105${year}06${day}${sequence}`;
  return first + residentIdCheck(first);
}

/** A natural person with plain photos. */
export function person(): Applicant {
  const name = unique('lin');
  return {
    basic: {
      province_scope: 'inside',
      applicant_type: 'person',
      document_type: 'id_card',
      user_name: name,
      password: PASSWORD,
      password_again: PASSWORD,
    },
    pictures: {
      portrait: picture('plain.jpg'),
      emblem: picture('other.jpg'),
      handheld: picture('third.jpg'),
    },
    documents: {
      real_name: '林晓安',
      id_number: idNumber(),
      valid_from: '2019-03-04',
      valid_to: '2039-03-04',
      ...IN_ZHENGZHOU,
    },
    contact: contact(name),
  };
}

function organised(prefix: string, type: string, papers: string): Applicant {
  const name = unique(prefix);
  const drawn = company(seeded(Date.now() + counted));
  return {
    basic: {
      province_scope: 'inside',
      applicant_type: type,
      document_type: papers,
      user_name: name,
      password: PASSWORD,
      password_again: PASSWORD,
    },
    pictures: { licence: picture('plain.jpg') },
    documents: {
      organisation_name: drawn.organisation_name,
      credit_code: drawn.credit_code,
      legal_representative: '周思雨',
      valid_from: '2015-06-01',
      long_term: 'yes',
      ...IN_ZHENGZHOU,
    },
    contact: contact(name),
  };
}

export const enterprise = (): Applicant => organised('firm', 'enterprise', 'business_licence');

export const organisation = (): Applicant =>
  organised('museum', 'organisation', 'public_institution_certificate');
