// Fictional people and companies with valid check digits. Nothing here belongs to anybody:
// names, addresses and numbers are drawn at random from a seed, only the region codes are real.

/** A small seeded generator (mulberry32), so that a seed always gives the same cards. */
export function seeded(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const between = (low, high) => low + next() * (high - low);
  const whole = (low, high) => Math.floor(between(low, high + 1));
  const pick = (list) => list[Math.floor(next() * list.length)];
  const chance = (p) => next() < p;
  return { next, between, whole, pick, chance };
}

// code, place, issuing authority's stem
const REGIONS = [
  ['110105', '北京市朝阳区', '北京市公安局朝阳分局'],
  ['120101', '天津市和平区', '天津市公安局和平分局'],
  ['130102', '河北省石家庄市长安区', '石家庄市公安局长安分局'],
  ['140105', '山西省太原市小店区', '太原市公安局小店分局'],
  ['150102', '内蒙古呼和浩特市新城区', '呼和浩特市公安局新城区分局'],
  ['210102', '辽宁省沈阳市和平区', '沈阳市公安局和平分局'],
  ['220102', '吉林省长春市南关区', '长春市公安局南关区分局'],
  ['230102', '黑龙江省哈尔滨市道里区', '哈尔滨市公安局道里分局'],
  ['310115', '上海市浦东新区', '上海市公安局浦东分局'],
  ['320102', '江苏省南京市玄武区', '南京市公安局玄武分局'],
  ['330106', '浙江省杭州市西湖区', '杭州市公安局西湖区分局'],
  ['340104', '安徽省合肥市蜀山区', '合肥市公安局蜀山分局'],
  ['350203', '福建省厦门市思明区', '厦门市公安局思明分局'],
  ['360102', '江西省南昌市东湖区', '南昌市公安局东湖分局'],
  ['370202', '山东省青岛市市南区', '青岛市公安局市南分局'],
  ['410105', '河南省郑州市金水区', '郑州市公安局金水路分局'],
  ['410122', '河南省中牟县', '中牟县公安局'],
  ['410302', '河南省洛阳市老城区', '洛阳市公安局老城分局'],
  ['420106', '湖北省武汉市武昌区', '武汉市公安局武昌区分局'],
  ['430102', '湖南省长沙市芙蓉区', '长沙市公安局芙蓉分局'],
  ['440106', '广东省广州市天河区', '广州市公安局天河分局'],
  ['450103', '广西南宁市青秀区', '南宁市公安局青秀分局'],
  ['460105', '海南省海口市秀英区', '海口市公安局秀英分局'],
  ['500103', '重庆市渝中区', '重庆市公安局渝中区分局'],
  ['510104', '四川省成都市锦江区', '成都市公安局锦江区分局'],
  ['520102', '贵州省贵阳市南明区', '贵阳市公安局南明分局'],
  ['530102', '云南省昆明市五华区', '昆明市公安局五华分局'],
  ['540102', '西藏拉萨市城关区', '拉萨市公安局城关分局'],
  ['610113', '陕西省西安市雁塔区', '西安市公安局雁塔分局'],
  ['620102', '甘肃省兰州市城关区', '兰州市公安局城关分局'],
  ['630102', '青海省西宁市城东区', '西宁市公安局城东分局'],
  ['640104', '宁夏银川市兴庆区', '银川市公安局兴庆区分局'],
  ['650102', '新疆乌鲁木齐市天山区', '乌鲁木齐市公安局天山区分局'],
];

const SURNAMES = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤'];
const RARE_SURNAMES = ['欧阳', '司马', '上官', '诸葛', '尉迟', '鲜于', '仇', '解', '晁', '逄', '郗', '亓', '阚', '臧', '褚', '鄢', '隗', '殷', '缪', '翟'];
const GIVEN = [...'伟芳娜敏静强磊军洋勇艳杰娟涛明超霞平刚桂英华建文玲斌宇浩凯健俊帆雪荣波辉鑫梅琳丹萍红玉兰洁晶莹佳慧琪思雨欣怡子涵梓轩博雅诗睿晨曦嘉铭志远国栋海燕春晓秋云天翔'];
const RARE_GIVEN = [...'翀婧彧妤晟昶烨璟瑄钰祺骁珩淼菡玥霏翊懿蓁榕颢皓琰砚煦旻珏'];
const MINORITY = [
  ['阿依古丽·买买提', '维吾尔'], ['买合木提·吐尔逊', '维吾尔'], ['古丽娜尔·艾合买提', '维吾尔'],
  ['艾力·阿不都热依木', '维吾尔'], ['努尔兰·哈斯木', '哈萨克'], ['叶尔兰·巴合提', '哈萨克'],
  ['扎西·多吉', '藏'], ['次仁·卓玛', '藏'], ['乌力吉·巴图', '蒙古'], ['帕提古丽·依明', '维吾尔'],
];
const NATIONS = ['汉', '汉', '汉', '汉', '汉', '汉', '回', '满', '壮', '苗', '土家', '朝鲜', '彝', '白', '侗'];
const STREETS = ['人民路', '中山北路', '建设大街', '解放西路', '文化路', '和平街', '新华南路', '长江道', '黄河路', '花园路', '青年大道', '体育场路', '学院路', '东风东路', '健康路', '迎宾大道'];
const ESTATES = ['阳光花园', '锦绣家园', '翠湖小区', '金色港湾', '家属院', '滨河新村', '紫荆苑', '东城国际'];
const VILLAGES = ['张庄村', '李家营村', '王集镇赵村', '柳林乡大湾村', '白沙镇杨桥村', '石桥镇前进村'];

const pad = (n, width = 2) => String(n).padStart(width, '0');

export function residentIdCheck(first17) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, w, i) => total + w * Number(first17[i]), 0);
  return '10X98765432'[sum % 11];
}

const CREDIT_SET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

export function creditCode(random, region) {
  const organisation = Array.from({ length: 8 }, (_, i) =>
    i < 2 && random.chance(0.7) ? random.pick([...'MAQ3']) : random.pick([...'0123456789ABCDEFGHJKLMNPQRTUWXY'])).join('');
  const weights9 = [3, 7, 9, 10, 5, 8, 4, 2];
  const value36 = (c) => '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'.indexOf(c);
  const rest = 11 - (weights9.reduce((t, w, i) => t + w * value36(organisation[i]), 0) % 11);
  const body = `91${region}${organisation}${rest === 10 ? 'X' : rest === 11 ? '0' : rest}`;
  let weight = 1;
  let sum = 0;
  for (const c of body) {
    sum += CREDIT_SET.indexOf(c) * weight;
    weight = (weight * 3) % 31;
  }
  return body + CREDIT_SET[(31 - (sum % 31)) % 31];
}

function address(random, place) {
  if (random.chance(0.3)) return `${place}${random.pick(VILLAGES)}${random.whole(1, 12)}组${random.whole(1, 180)}号`;
  const street = `${place}${random.pick(STREETS)}${random.whole(1, 399)}号`;
  if (random.chance(0.3)) return street;
  return `${street}${random.chance(0.6) ? random.pick(ESTATES) : ''}${random.whole(1, 38)}号楼${random.chance(0.6) ? `${random.whole(1, 5)}单元` : ''}${random.whole(1, 28)}${pad(random.whole(1, 8))}${random.chance(0.5) ? '室' : '号'}`;
}

export function person(random) {
  const [code, place, authority] = random.pick(REGIONS);
  let name;
  let nation = random.pick(NATIONS);
  if (random.chance(0.12)) {
    [name, nation] = random.pick(MINORITY);
  } else {
    const surname = random.chance(0.1) ? random.pick(RARE_SURNAMES) : random.pick(SURNAMES);
    const given = () => (random.chance(0.1) ? random.pick(RARE_GIVEN) : random.pick(GIVEN));
    name = surname + given() + (random.chance(0.75) || surname.length > 1 ? given() : '');
  }
  const year = random.whole(1952, 2005);
  const month = random.whole(1, 12);
  const day = random.whole(1, 28);
  const sequence = random.whole(1, 999);
  const first17 = `${code}${year}${pad(month)}${pad(day)}${pad(sequence, 3)}`;
  const issued = random.whole(2008, 2024);
  const from = `${issued}-${pad(random.whole(1, 12))}-${pad(random.whole(1, 28))}`;
  const longTerm = issued - year >= 46;
  const years = issued - year < 26 ? 10 : 20;
  return {
    real_name: name, nation, sex: sequence % 2 ? '男' : '女', year, month, day,
    id_number: first17 + residentIdCheck(first17), address: address(random, place), authority,
    valid_from: from, valid_to: longTerm ? null : `${issued + years}${from.slice(4)}`, long_term: longTerm,
  };
}

const TRADES = ['科技', '信息技术', '文化传媒', '国际贸易', '网络科技', '机械制造', '食品', '建筑工程', '生物医药', '供应链管理', '教育咨询', '物流', '环保设备', '版权代理'];
const BRANDS = ['启明', '华瑞', '天元', '博海', '金禾', '远航', '鼎新', '汇智', '云帆', '盛世', '恒通', '瀚海', '嘉禾', '锐捷', '蓝图', '中远', '泰和', '星辰'];
const DIGITS = [...'零壹贰叁肆伍陆柒捌玖'];

export function company(random) {
  const boss = person(random);
  const [code, place] = random.pick(REGIONS);
  const city = /^(?:.+省|内蒙古|广西|西藏|宁夏|新疆)?(.+?)[市县]/.exec(place)[1];
  const joint = random.chance(0.25);
  const year = random.whole(2001, 2023);
  const from = `${year}-${pad(random.whole(1, 12))}-${pad(random.whole(1, 28))}`;
  const longTerm = random.chance(0.4);
  return {
    organisation_name: `${city}${random.pick(BRANDS)}${random.pick(TRADES)}${joint ? '股份' : ''}有限公司`,
    type: joint ? '股份有限公司(非上市)' : '有限责任公司(自然人投资或控股)',
    credit_code: creditCode(random, code), legal_representative: boss.real_name,
    address: address(random, place), capital: `${DIGITS[random.whole(1, 9)]}${random.pick(['佰', '仟'])}万圆整`,
    valid_from: from, valid_to: longTerm ? null : `${year + random.pick([10, 20, 30])}${from.slice(4)}`, long_term: longTerm,
    scope: '技术开发、技术咨询、技术服务；计算机软硬件销售；会议及展览服务；货物及技术进出口。（依法须经批准的项目，经相关部门批准后方可开展经营活动）',
  };
}
