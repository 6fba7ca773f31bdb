//! What is shown to be confirmed is what is stored, for whatever can be typed into any field.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::{Snapshot, freeze_given};
use crate::application::kind::{ApplicationKind, Kind};
use crate::form::{Control, Facts, Field, RawAnswers, Scope, name_in_group};

/// What people type, and what of it is kept. A field of typed text that is missing here fails.
const TYPED: &[(&str, &[(&str, &str)])] = &[
    (
        "user_name",
        &[("Ｌin.Xiao", "lin.xiao"), (" lin_88 ", "lin_88")],
    ),
    (
        "real_name",
        &[
            ("葛\u{E0100}城", "葛\u{E0100}城"),
            ("大\u{FA10}　太郎", "大\u{FA10}　太郎"),
            ("阿依古丽．买买提", "阿依古丽·买买提"),
            ("阿依古丽˙买买提", "阿依古丽·买买提"),
            ("Ｊｏｈｎ  Ｓｍｉｔｈ Ｊｒ．", "Ｊｏｈｎ Ｓｍｉｔｈ Ｊｒ．"),
            ("ｻﾝ゠ｻｰﾝｽ", "ｻﾝ゠ｻｰﾝｽ"),
        ],
    ),
    (
        "id_number",
        &[
            ("１１０１０５１９４９１２３１００２ｘ", "11010519491231002X"),
            ("110105 19491231 002x", "11010519491231002X"),
        ],
    ),
    (
        "organisation_name",
        &[
            ("某某（集团）有限公司", "某某（集团）有限公司"),
            (" ㈱ＡＢＣ ", "㈱ＡＢＣ"),
        ],
    ),
    (
        "credit_code",
        &[("９１３５０１００ｍ０００１００ｙ４３", "91350100M000100Y43")],
    ),
    (
        "legal_representative",
        &[
            ("WANG， XIAOMING", "WANG， XIAOMING"),
            ("O´Neill", "O´Neill"),
        ],
    ),
    (
        "valid_from",
        &[
            ("２０１９年３月４日", "2019-03-04"),
            ("2019/3/4", "2019-03-04"),
        ],
    ),
    ("valid_to", &[("2039.3.4", "2039-03-04")]),
    (
        "address",
        &[
            ("金水区１号（三层）\r\n某某室", "金水区１号（三层） 某某室"),
            ("葛\u{E0100}城市", "葛\u{E0100}城市"),
        ],
    ),
    ("postcode", &[("４５００ ０３", "450003")]),
    ("contact_person", &[("Muthu S/O Samy", "Muthu S/O Samy")]),
    (
        "mobile",
        &[
            ("１３８－００１３－８０００", "13800138000"),
            ("+86 (0)138 0013 8000", "13800138000"),
            ("+44 (0)7700 900123", "+447700900123"),
            ("+81 090-1234-5678", "+819012345678"),
            ("+39 06 6982 1234", "+390669821234"),
        ],
    ),
    (
        "landline",
        &[("（０３７１）８６６９４２２０转８０１", "0371-86694220-801")],
    ),
    (
        "old_name",
        &[(" 河南石榴 科技（集团） ", "河南石榴 科技（集团）")],
    ),
    ("new_name", &[("Pomegranate  Ltd", "Pomegranate Ltd")]),
    ("change_reason", &[(" 重组\r\n上市 ", "重组\n上市")]),
    ("approved_on", &[("2026-11-02", "2026-11-02")]),
    ("holder_name", &[("张 三", "张 三")]),
    (
        "holder_id_number",
        &[("１１０１０５１９４９１２３１００２ｘ", "11010519491231002X")],
    ),
    ("holder_mobile", &[("138 0013 8000", "13800138000")]),
    (
        "declaring_number",
        &[("４１０１ ６００００１", "4101600001")],
    ),
    (
        "delivery_address",
        &[("金水区１号\n二层", "金水区１号 二层")],
    ),
    ("key_serial", &[("ａb-01 23 45", "AB012345")]),
    ("change_detail", &[(" 名称\r\n变更 ", "名称\n变更")]),
    ("email", &[("Ｌin@Example。COM", "Lin@example.com")]),
];

/// Somebody of each kind of applicant, so that every field is asked of one of them.
const APPLICANTS: [(&str, &str); 3] = [
    ("person", "id_card"),
    ("person", "passport"),
    ("enterprise", "business_licence"),
];

/// The kinds with the fields of typed text each has.
fn texts() -> impl Iterator<Item = (&'static Kind, &'static Field)> {
    let kinds = ApplicationKind::ALL.iter().map(|kind| kind.spec());
    kinds.flat_map(|kind| {
        let is_typed = |field: &&'static Field| {
            matches!(
                field.control,
                Control::Text(_) | Control::LongText | Control::Date
            )
        };
        kind.fields()
            .filter(is_typed)
            .map(move |field| (kind, field))
    })
}

/// What the page shows, and what is stored if that is acceptable.
fn shown_and_stored(
    (kind, field): (&Kind, &Field),
    (who, papers): (&str, &str),
    typed: &str,
) -> (String, Option<String>) {
    let answers = RawAnswers::from_iter([
        ("applicant_type", who),
        ("document_type", papers),
        // Of the kind that only tests have: what asks for its second page.
        ("wish", "more"),
        // What asks for the words about a change.
        ("key_request", "changed_data"),
        (field.id, typed),
    ]);
    let facts = Facts::new(NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day"));
    let scope = Scope {
        answers: &answers,
        facts: &facts,
    };
    let stored = freeze_given(kind, &scope).unwrap_or_else(|_| Snapshot::default());
    (
        field.recorded(&scope),
        stored.get(field.id).map(str::to_owned),
    )
}

#[test]
fn what_is_shown_is_what_is_stored() {
    for (kind, field) in texts() {
        let (_, typed) = TYPED
            .iter()
            .find(|(id, _)| *id == name_in_group(field.id))
            .unwrap_or_else(|| panic!("nothing is typed into {}", field.id));
        for (typed, kept) in *typed {
            let results: Vec<_> = APPLICANTS
                .into_iter()
                .map(|who| shown_and_stored((kind, field), who, typed))
                .filter(|(_, stored)| stored.is_some())
                .collect();
            assert!(!results.is_empty(), "{}: {typed} is refused", field.id);
            for (shown, stored) in results {
                assert_eq!(stored.as_deref(), Some(*kept), "{}", field.id);
                assert_eq!(shown, *kept, "{}", field.id);
            }
        }
    }
}

#[test]
fn what_is_not_acceptable_is_shown_as_it_was_typed() {
    for (kind, field) in texts() {
        for typed in ["😀", "一二三\u{202E}?"] {
            for who in APPLICANTS {
                if let (shown, None) = shown_and_stored((kind, field), who, typed) {
                    assert_eq!(shown, typed);
                }
            }
        }
    }
}

#[test]
fn names_say_the_same_however_they_are_written_and_addresses_only_in_another_width() {
    let field = |id| {
        ApplicationKind::Registration
            .spec()
            .field(id)
            .expect("a field")
    };
    for (id, one, other, is_same) in [
        ("real_name", "阿依古丽·买买提", "阿依古丽•买买提", true),
        ("real_name", "大塚", "大\u{FA10}", true),
        ("real_name", "王小明", "王晓明", false),
        ("organisation_name", "某某（集团）", "某某(集团)", true),
        ("address", "１号", "1号", true),
        ("address", "3-12号", "31-2号", false),
        ("valid_from", "2019-03-04", "20190304", false),
        ("id_number", "E1234567", "E1234568", false),
    ] {
        assert_eq!(
            field(id).says_the_same(one, other),
            is_same,
            "{one} {other}"
        );
    }
}

proptest! {
    #[test]
    fn whatever_is_typed_is_shown_as_it_is_stored_and_stays_so(
        typed in "\\PC{1,24}|[0-9０-９ +()（）-]{6,20}|[A-Za-zＡ-Ｚ张塚葛\u{FA10}\u{E0100}·˙．。'’=＝　 -]{1,20}"
    ) {
        for (kind, field) in texts() {
            for who in APPLICANTS {
                let (shown, stored) = shown_and_stored((kind, field), who, &typed);
                if let Some(stored) = stored {
                    prop_assert_eq!(&shown, &stored);
                    let (again, kept) = shown_and_stored((kind, field), who, &stored);
                    prop_assert_eq!(&again, &stored);
                    prop_assert_eq!(kept, Some(stored));
                }
            }
        }
    }
}
