//! The demo content as plain constants: offices, industries, holidays and the registration notice.
//! Knows no database; whoever seeds decides what is written where.
//!
//! Offices are fictional: their telephone and fax numbers start with 0 after the area code, which no
//! number in mainland China does.

use chrono::NaiveDate;

#[cfg(test)]
mod tests;

/// One text in the three languages of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trilingual {
    /// Simplified Chinese, `zh-CN`.
    pub zh: &'static str,
    /// Japanese, `ja`.
    pub ja: &'static str,
    /// English, `en`.
    pub en: &'static str,
}

impl Trilingual {
    /// Each text with its language tag: `zh-CN`, `ja`, `en`.
    #[must_use]
    pub const fn tagged(&self) -> [(&'static str, &'static str); 3] {
        [("zh-CN", self.zh), ("ja", self.ja), ("en", self.en)]
    }
}

const fn text(zh: &'static str, ja: &'static str, en: &'static str) -> Trilingual {
    Trilingual { zh, ja, en }
}

/// A place that reviews registrations and receives papers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoOffice {
    /// Slug, `a-z0-9-`.
    pub id: &'static str,
    /// Four-digit region code of its city.
    pub city: &'static str,
    /// Shown to applicants.
    pub name: Trilingual,
    /// In Chinese, as it stands on an envelope, without the postcode.
    pub address: &'static str,
    /// Six digits.
    pub postcode: &'static str,
    /// `0371-00001101`.
    pub phone: &'static str,
    /// `0371-00001102`.
    pub fax: &'static str,
}

/// The offices: six in four cities of Henan, the home province of the demo, and four outside.
pub const OFFICES: &[DemoOffice] = &[
    DemoOffice {
        id: "zhengzhou-centre",
        city: "4101",
        name: text(
            "郑州示范受理中心",
            "鄭州受付センター（デモ）",
            "Zhengzhou Demo Centre",
        ),
        address: "河南省郑州市金水区示例大道1号（虚构地址）",
        postcode: "450000",
        phone: "0371-00001101",
        fax: "0371-00001102",
    },
    DemoOffice {
        id: "zhengzhou-airport",
        city: "4101",
        name: text(
            "郑州航空港示范受理点",
            "鄭州航空港受付窓口（デモ）",
            "Zhengzhou Airport Zone Demo Office",
        ),
        address: "河南省郑州市航空港区样板路20号（虚构地址）",
        postcode: "450000",
        phone: "0371-00001201",
        fax: "0371-00001202",
    },
    DemoOffice {
        id: "kaifeng",
        city: "4102",
        name: text(
            "开封示范受理点",
            "開封受付窓口（デモ）",
            "Kaifeng Demo Office",
        ),
        address: "河南省开封市龙亭区示例街8号（虚构地址）",
        postcode: "475000",
        phone: "0371-00002101",
        fax: "0371-00002102",
    },
    DemoOffice {
        id: "luoyang-west",
        city: "4103",
        name: text(
            "洛阳涧西示范受理点",
            "洛陽澗西受付窓口（デモ）",
            "Luoyang West Demo Office",
        ),
        address: "河南省洛阳市涧西区样板路66号（虚构地址）",
        postcode: "471000",
        phone: "0379-00003101",
        fax: "0379-00003102",
    },
    DemoOffice {
        id: "luoyang-south",
        city: "4103",
        name: text(
            "洛阳洛龙示范受理点",
            "洛陽洛龍受付窓口（デモ）",
            "Luoyang South Demo Office",
        ),
        address: "河南省洛阳市洛龙区示例大道9号（虚构地址）",
        postcode: "471000",
        phone: "0379-00003201",
        fax: "0379-00003202",
    },
    DemoOffice {
        id: "nanyang",
        city: "4113",
        name: text(
            "南阳示范受理点",
            "南陽受付窓口（デモ）",
            "Nanyang Demo Office",
        ),
        address: "河南省南阳市宛城区示例路15号（虚构地址）",
        postcode: "473000",
        phone: "0377-00004101",
        fax: "0377-00004102",
    },
    DemoOffice {
        id: "nanchang-centre",
        city: "3601",
        name: text(
            "南昌示范受理中心",
            "南昌受付センター（デモ）",
            "Nanchang Demo Centre",
        ),
        address: "江西省南昌市东湖区样板大道3号（虚构地址）",
        postcode: "330000",
        phone: "0791-00005101",
        fax: "0791-00005102",
    },
    DemoOffice {
        id: "jiujiang",
        city: "3604",
        name: text(
            "九江示范受理点",
            "九江受付窓口（デモ）",
            "Jiujiang Demo Office",
        ),
        address: "江西省九江市浔阳区示例路12号（虚构地址）",
        postcode: "332000",
        phone: "0792-00006101",
        fax: "0792-00006102",
    },
    DemoOffice {
        id: "hangzhou-centre",
        city: "3301",
        name: text(
            "杭州示范受理中心",
            "杭州受付センター（デモ）",
            "Hangzhou Demo Centre",
        ),
        address: "浙江省杭州市上城区样板路5号（虚构地址）",
        postcode: "310000",
        phone: "0571-00007101",
        fax: "0571-00007102",
    },
    DemoOffice {
        id: "ningbo",
        city: "3302",
        name: text(
            "宁波示范受理点",
            "寧波受付窓口（デモ）",
            "Ningbo Demo Office",
        ),
        address: "浙江省宁波市鄞州区示例大道30号（虚构地址）",
        postcode: "315000",
        phone: "0574-00008101",
        fax: "0574-00008102",
    },
];

/// What an applicant works in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoIndustry {
    /// The section letter of GB/T 4754-2017.
    pub code: &'static str,
    /// Shown to applicants.
    pub name: Trilingual,
}

const fn industry(
    code: &'static str,
    zh: &'static str,
    ja: &'static str,
    en: &'static str,
) -> DemoIndustry {
    DemoIndustry {
        code,
        name: text(zh, ja, en),
    }
}

/// The twenty sections of GB/T 4754-2017 (国民经济行业分类), in their order.
pub const INDUSTRIES: &[DemoIndustry] = &[
    industry(
        "A",
        "农、林、牧、渔业",
        "農林水産業",
        "Agriculture, forestry and fishing",
    ),
    industry("B", "采矿业", "鉱業", "Mining"),
    industry("C", "制造业", "製造業", "Manufacturing"),
    industry(
        "D",
        "电力、热力、燃气及水生产和供应业",
        "電気・熱・ガス・水道業",
        "Electricity, heat, gas and water supply",
    ),
    industry("E", "建筑业", "建設業", "Construction"),
    industry(
        "F",
        "批发和零售业",
        "卸売業・小売業",
        "Wholesale and retail trade",
    ),
    industry(
        "G",
        "交通运输、仓储和邮政业",
        "運輸・倉庫・郵便業",
        "Transport, storage and postal services",
    ),
    industry(
        "H",
        "住宿和餐饮业",
        "宿泊業・飲食業",
        "Accommodation and catering",
    ),
    industry(
        "I",
        "信息传输、软件和信息技术服务业",
        "情報通信・ソフトウェア・情報サービス業",
        "Information transmission, software and IT services",
    ),
    industry("J", "金融业", "金融業", "Finance"),
    industry("K", "房地产业", "不動産業", "Real estate"),
    industry(
        "L",
        "租赁和商务服务业",
        "リース業・ビジネスサービス業",
        "Leasing and business services",
    ),
    industry(
        "M",
        "科学研究和技术服务业",
        "学術研究・技術サービス業",
        "Scientific research and technical services",
    ),
    industry(
        "N",
        "水利、环境和公共设施管理业",
        "水利・環境・公共施設管理業",
        "Water, environment and public facilities management",
    ),
    industry(
        "O",
        "居民服务、修理和其他服务业",
        "生活関連・修理・その他サービス業",
        "Household, repair and other services",
    ),
    industry("P", "教育", "教育", "Education"),
    industry(
        "Q",
        "卫生和社会工作",
        "医療・福祉",
        "Health and social work",
    ),
    industry(
        "R",
        "文化、体育和娱乐业",
        "文化・スポーツ・娯楽業",
        "Culture, sports and entertainment",
    ),
    industry(
        "S",
        "公共管理、社会保障和社会组织",
        "公務・社会保障・社会団体",
        "Public administration, social security and social organisations",
    ),
    industry("T", "国际组织", "国際機関", "International organisations"),
];

/// Days off that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HolidayPeriod {
    /// First day off.
    pub first: NaiveDate,
    /// Last day off, included.
    pub last: NaiveDate,
    /// The holiday.
    pub name: Trilingual,
}

impl HolidayPeriod {
    /// Every day off, weekends included, first to last.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        let last = self.last;
        self.first.iter_days().take_while(move |day| *day <= last)
    }
}

const NEW_YEAR: Trilingual = text("元旦", "元日", "New Year's Day");
const SPRING_FESTIVAL: Trilingual = text("春节", "春節", "Spring Festival");
const QINGMING: Trilingual = text("清明节", "清明節", "Qingming Festival");
const LABOUR_DAY: Trilingual = text("劳动节", "労働節", "Labour Day");
const DRAGON_BOAT: Trilingual = text("端午节", "端午節", "Dragon Boat Festival");
const MID_AUTUMN: Trilingual = text("中秋节", "中秋節", "Mid-Autumn Festival");
const NATIONAL_DAY: Trilingual = text("国庆节", "国慶節", "National Day");

const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day)
        .expect("a day of the calendar, checked while compiling")
}

const fn holiday(name: Trilingual, first: NaiveDate, last: NaiveDate) -> HolidayPeriod {
    HolidayPeriod { first, last, name }
}

/// Public holidays of mainland China.
///
/// 2026: 国务院办公厅关于2026年部分节假日安排的通知, 4 November 2025. The days of a year are known when
/// its notice is published; until the operator adds them, that year has weekends only.
pub const HOLIDAYS_CN: &[HolidayPeriod] = &[
    holiday(NEW_YEAR, day(2026, 1, 1), day(2026, 1, 3)),
    holiday(SPRING_FESTIVAL, day(2026, 2, 15), day(2026, 2, 23)),
    holiday(QINGMING, day(2026, 4, 4), day(2026, 4, 6)),
    holiday(LABOUR_DAY, day(2026, 5, 1), day(2026, 5, 5)),
    holiday(DRAGON_BOAT, day(2026, 6, 19), day(2026, 6, 21)),
    holiday(MID_AUTUMN, day(2026, 9, 25), day(2026, 9, 27)),
    holiday(NATIONAL_DAY, day(2026, 10, 1), day(2026, 10, 7)),
];

/// Saturdays and Sundays that are working days (调休上班) in mainland China; same source.
pub const WORKING_WEEKENDS_CN: &[NaiveDate] = &[
    day(2026, 1, 4),
    day(2026, 2, 14),
    day(2026, 2, 28),
    day(2026, 5, 9),
    day(2026, 9, 20),
    day(2026, 10, 10),
];

/// A text an applicant accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoNotice {
    /// Stable key of the text.
    pub key: &'static str,
    /// Counts up whenever a word changes in any language.
    pub version: i32,
    /// Heading.
    pub title: Trilingual,
    /// Plain text, LF line ends, paragraphs separated by one empty line.
    pub body: Trilingual,
}

/// Notice and promise of the registration wizard (须知与承诺). Demo text: an operator replaces it after
/// taking advice, and above all checks the retention period it promises.
pub const REGISTRATION_NOTICE: DemoNotice = DemoNotice {
    key: "registration-notice",
    version: 1,
    title: text(
        "实名注册须知与承诺",
        "実名登録に関する説明と承諾",
        "Registration notice and promise",
    ),
    body: text(
        include_str!("registration-notice.zh-CN.txt"),
        include_str!("registration-notice.ja.txt"),
        include_str!("registration-notice.en.txt"),
    ),
};
