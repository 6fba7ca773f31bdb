//! Names people have, and what looks like one and is none.

use super::PersonName;
use crate::form::FieldError;
use crate::value::comparable;

/// Real names, or of the shape real names have, each accepted and kept as it is written here.
const NAMES: &[&str] = &[
    // China
    "张三",
    "欧阳娜娜",
    "阿依古丽·买买提",
    "迪丽热巴·迪力木拉提",
    "葛\u{E0100}城",
    "大\u{FA10}",
    "𠮷田 太郎",
    "㛃㛃",
    "〇〇",
    "བསྟན་འཛིན་རྒྱ་མཚོ་",
    "ᠪᠠᠶᠠᠷ",
    "ئايگۈل مۇھەممەت",
    "ꆈꌠ",
    "WANG, XIAOMING",
    "WANG，XIAOMING",
    "Wang Xiao-Ming",
    "CHAN Tai Man, Peter",
    "LÜ",
    // Japan
    "山田 太郎",
    "山田　太郎",
    "佐々木",
    "〆木",
    "アーノルド",
    "サン゠サーンス",
    "ジャン＝ポール・サルトル",
    "ｼﾞｬﾝ･ﾎﾟｰﾙ",
    "ゑ",
    // Korea, Vietnam, Thailand, Myanmar, Cambodia
    "김민수",
    "O",
    "Nguyễn Thị Minh Khai",
    "สมชาย",
    "อาทิตย์ กําลังเอก",
    "ဒေါ်အောင်ဆန်းစုကြည်",
    "U Nu",
    "ហ៊ុន សែន",
    // Malaysia, Singapore, Indonesia, the Philippines
    "Muthu S/O Samy",
    "Devi a/p Raman",
    "Ravi s/o. Kumar",
    "Ｍｕｔｈｕ Ｓ／Ｏ Ｓａｍｙ",
    "Tan Ah Beng @ Tan Beng",
    "Abdullah @ Dollah bin Ahmad",
    "ALI@MOHD",
    "Ali@Mohd bin Abu",
    "Ali @Mohd",
    "ALI@ MOHD A/L SAMY",
    "ＡＬＩ＠ＭＯＨＤ",
    "Siti@Ramlah@Ani",
    "Suharto",
    "Ma. Teresa dela Cruz",
    // India, Sri Lanka, Nepal
    "A. P. J. Abdul Kalam",
    "A.P.J. Abdul Kalam",
    "एम॰ एस॰ धोनी",
    "ශ්\u{200D}රී",
    "க",
    "Warnakulasuriya Patabendige Ushantha Joseph Chaminda Vaas",
    "Thelijjagoda Kankanamlage Don Chandima Lakshan Abeywickrama Gunawardena",
    // Arabic, Persian, Hebrew, Turkish
    "Sana'",
    "al-Khwarizmi",
    "Abd al-'Aziz",
    "'Abd al-Rahman",
    "ʿUmar ibn al-Khaṭṭāb",
    "عبد الرحمن",
    "علی\u{200C}رضا",
    "צ׳רלי בן־גוריון",
    "İbrahim Işık",
    // Africa
    "Haile Selassie",
    "አበበ፡ቢቂላ",
    "N’Golo Kanté",
    "!Gâwa ǁHoebes",
    "Ọlúwáṣeun",
    // The Pacific and the Americas
    "ʻOfa Tuʻungafasi",
    "Kealiʻi Reichel",
    "Keihanaikukauakahihuliheekahaunaele",
    "Skawén:nati",
    "José Mª Aznar",
    "María de los Ángeles Ñúñez",
    "John Smith Jr.",
    "Smith Jr., John",
    "King, Martin Luther, Jr.",
    "Thurston Howell III",
    "Thurston Howell Ⅲ",
    "John Smith 3rd",
    "Jennifer 8. Lee",
    "J. R. R. Tolkien",
    "J.R.R. Tolkien",
    "Sammy Davis, Jr.",
    "Dwayne \u{2018}O\u{2019}Neal",
    // Europe
    "'t Hooft Gerard",
    "’s-Gravesande",
    "Jean-Luc O'Neill",
    "O´Neill",
    "O`Neill",
    "D'Arcy-Tait",
    "J.-P. Sartre",
    "Gal·la Placídia",
    "Marcel·lí",
    "Ólafur Ragnar Grímsson",
    "Björk Guðmundsdóttir",
    "Þórr",
    "Åsa",
    "Jose\u{301}",
    "Ѳеодоръ",
    "Мария Д’Артаньян",
    "Գրիգոր",
    "Ελένη",
    "Ø",
    "von und zu Guttenberg",
    "Ｊｏｈｎ Ｓｍｉｔｈ",
    // Another name of the same person in brackets, as it is printed
    "Kim-Lee (Park)",
    "Müller (geb. Schmidt)",
    "MÜLLER(SCHMIDT) ANNA",
    "Maria (Masha) Ivanova",
    "GAIMU (SMITH)",
    "ＧＡＩＭＵ（ＳＭＩＴＨ）",
    "外務（スミス）花子",
    "王小明（小明）",
    "王小明(小明)",
    "阿依古丽·买买提（古丽）",
];

#[test]
fn nobody_is_shut_out_by_their_own_name() {
    for name in NAMES {
        let parsed = PersonName::parse(name);
        assert_eq!(parsed.as_ref().map(PersonName::as_str), Ok(*name));
        assert!(!comparable(name).is_empty(), "{name} is found by nothing");
    }
}

#[test]
fn what_no_name_holds_is_refused() {
    for text in [
        "张3",
        "张３",
        "张三 2",
        "3",
        "１２３４５６",
        "410105199001010018",
        "2 Anna",
        "Anna 123",
        "A1",
        "<b>张",
        "<script>alert(1)</script>",
        "张三。",
        "张三😀",
        "😀",
        "🅰🅱",
        "Ⓐnna",
        "𝓐𝓷𝓷𝓪",
        "1\u{20E3}",
        "李\u{E863}",
        "张三［经理］",
        "张三【经理】",
        "张三（2）",
        "Anna (3)",
        "Anna (A1)",
        "Anna 123 (Lee)",
        "张三;李四",
        "Anna & Otto",
        "100%",
        "a_b",
        "lin?",
        "\\x",
        "张*",
    ] {
        assert_eq!(
            PersonName::parse(text),
            Err(FieldError::Characters),
            "{text}"
        );
    }
}

#[test]
fn signs_stand_where_names_have_them() {
    for text in [
        "·张三",
        "张三·",
        "张··三",
        "张.",
        "张三，李四",
        "张三/李四",
        "-Anne",
        "Anne-",
        "Anne--Marie",
        ".Anne",
        "Anne..",
        ",Anne",
        "Anne,",
        "Anne,,Marie",
        "O''Neill",
        "Anne ' Marie",
        "'",
        "---",
        "...",
        "a/b/c",
        "and/or",
        "lin@example.com",
        "Lin @example.com",
        "lin@mail.example.com",
        "lin.wang@example.com",
        "Anna@",
        "Anna@@Marie",
        "张三@李四",
        "@lin",
        "张三@",
        "http://example.com",
        "Anna @",
        "A=B",
        "张＝三",
        "Name:Anna",
        "姓名:张三",
        "张三!",
        "Anna!",
        "\u{301}a",
        "张三（",
        "张三（小三",
        "张三小三）",
        "张三）小三（",
        "张三（）",
        "张三（ ）",
        "Anna ()",
        "Anna (-)",
        "Anna (Lee",
        "Anna Lee)",
        "(Anna)",
        "（张三）",
        "Anna (Lee) (Park)",
        "Anna ((Lee))",
        "Anna (Lee (Park))",
        "Anna- (Lee)",
        "Anna (-Lee)",
        "Anna (Lee.. )",
    ] {
        assert_eq!(
            PersonName::parse(text),
            Err(FieldError::Malformed),
            "{text}"
        );
    }
}

#[test]
fn nothing_that_controls_or_turns_text_gets_into_a_name() {
    for text in [
        "张\u{202E}三",
        "张\u{0}三",
        "张\u{7}三",
        "\u{2066}张三\u{2069}",
        "张\u{FEFF}三",
        "张\u{E0041}三",
    ] {
        assert_eq!(
            PersonName::parse(text).map(String::from).as_deref(),
            Ok("张三"),
            "{text:?}"
        );
    }
    assert_eq!(PersonName::parse("\u{202E}"), Err(FieldError::Required));
}
