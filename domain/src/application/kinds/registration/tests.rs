//! What a registration takes: examples that are right, and examples that are wrong.

use super::*;
use crate::form::{Facts, RawAnswers};
use crate::text::Language;

/// The hints somebody reads who uses this document.
fn hints(who: &str, document: &str) -> String {
    let answers = RawAnswers::from_iter([("applicant_type", who), ("document_type", document)]);
    let today = chrono::NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day");
    let facts = Facts::new(today);
    let scope = Scope {
        answers: &answers,
        facts: &facts,
    };
    KIND.fields()
        .filter(|field| (field.applies)(&scope))
        .filter_map(|field| field.hint(Language::English, &scope))
        .collect::<Vec<_>>()
        .join("\n")
        .to_lowercase()
}

#[test]
fn a_hint_speaks_of_no_document_but_the_one_that_is_used() {
    for (who, document, others) in [
        ("person", "id_card", ["passport", "permit", "licence"]),
        ("person", "passport", ["identity card", "permit", "licence"]),
        (
            "person",
            "taiwan_permit",
            ["identity card", "passport", "licence"],
        ),
        (
            "person",
            "taiwan_residence_permit",
            ["identity card", "passport", "travel"],
        ),
        (
            "person",
            "permanent_residence",
            ["identity card", "passport", "permit"],
        ),
        (
            "enterprise",
            "business_licence",
            ["identity card", "passport", "permit"],
        ),
    ] {
        let hints = hints(who, document);
        for other in others {
            assert!(!hints.contains(other), "{document}: {other} in\n{hints}");
        }
    }
}

#[test]
fn a_wording_for_a_document_differs_from_the_common_one() {
    let card = hints("person", "id_card");
    assert!(card.contains("18 characters") && card.contains("where you live"));
    assert!(hints("enterprise", "business_licence").contains("is registered"));
    assert!(hints("person", "passport").contains("date of issue"));
}

/// What a field says to a text, for somebody with this document.
fn judged(
    who: &str,
    document: &str,
    field: &str,
    text: &str,
) -> (Result<Option<String>, FieldError>, Option<Warning>) {
    let answers = RawAnswers::from_iter([
        ("applicant_type", who),
        ("document_type", document),
        (field, text),
    ]);
    let facts = Facts::new(chrono::NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day"));
    let scope = Scope {
        answers: &answers,
        facts: &facts,
    };
    let field = KIND.field(field).expect("a field of the kind");
    (field.check(&scope), field.warning(&scope))
}

/// Documents of persons, with numbers that stand on such a document, as typed and as kept.
const NUMBERS: &[(&str, &[(&str, &str)])] = &[
    (
        "id_card",
        &[
            ("11010519491231002x", "11010519491231002X"),
            ("440524 18800101 0014", "440524188001010014"),
        ],
    ),
    (
        "passport",
        &[("e12345678", "E12345678"), ("C01X00T47", "C01X00T47")],
    ),
    (
        "permanent_residence",
        &[
            ("911124198108030024", "911124198108030024"),
            ("CAN110077082001", "CAN110077082001"),
        ],
    ),
    (
        "hk_macao_permit",
        &[("h12345678", "H12345678"), ("M1234567801", "M1234567801")],
    ),
    (
        "taiwan_permit",
        &[
            ("12345678", "12345678"),
            ("0123456701(B)", "0123456701B"),
            ("0123456701（B）", "0123456701B"),
        ],
    ),
    (
        "hk_macao_residence_permit",
        &[
            ("810000198801020018", "810000198801020018"),
            ("820000197512310032", "820000197512310032"),
        ],
    ),
    (
        "taiwan_residence_permit",
        &[("830000199005150020", "830000199005150020")],
    ),
];

#[test]
fn every_document_of_a_person_has_numbers_here() {
    let listed: Vec<&str> = NUMBERS.iter().map(|(document, _)| *document).collect();
    let answers = RawAnswers::from_iter([("applicant_type", "person")]);
    let facts = Facts::new(chrono::NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day"));
    let scope = Scope {
        answers: &answers,
        facts: &facts,
    };
    let mut offered = document_types(&scope).to_vec();
    for document in &listed {
        assert!(offered.contains(document), "{document}");
    }
    offered.retain(|document| !listed.contains(document));
    assert_eq!(offered, Vec::<&str>::new());
}

#[test]
fn a_number_is_taken_for_its_document_and_for_no_other() {
    for (document, numbers) in NUMBERS {
        for (typed, kept) in *numbers {
            let (checked, _) = judged("person", document, "id_number", typed);
            assert_eq!(checked, Ok(Some((*kept).to_owned())), "{document} {typed}");
        }
    }
    // A passport is any state's, so nearly everything may be its number.
    let strict = || {
        NUMBERS
            .iter()
            .filter(|(document, _)| *document != "passport")
    };
    for (document, _) in strict() {
        for (other, numbers) in strict().filter(|(other, _)| other != document) {
            for (typed, _) in *numbers {
                let (checked, _) = judged("person", document, "id_number", typed);
                assert!(checked.is_err(), "{other}'s {typed} as {document}");
            }
        }
        for typed in ["Z99999999999999", "999999999", "ABCDEFGH", "１２３"] {
            let (checked, _) = judged("person", document, "id_number", typed);
            assert!(checked.is_err(), "{typed} as {document}");
        }
    }
}

#[test]
fn every_document_has_a_name_and_a_hint_of_its_own_in_every_language() {
    for language in Language::ALL {
        let mut hints = std::collections::BTreeSet::new();
        for (document, _) in NUMBERS {
            let name = format!("choice.document_type.{document}");
            assert!(crate::text::find(language, &name).is_some(), "{name}");
            let hint = match *document {
                "id_card" => "field.id_number.hint".to_owned(),
                other => format!("field.id_number.hint_{other}"),
            };
            let hint = crate::text::find(language, &hint).unwrap_or_else(|| panic!("{hint}"));
            assert!(hints.insert(hint), "{hint}");
        }
    }
}

#[test]
fn a_code_with_another_check_character_is_taken_with_a_warning() {
    for (who, document) in [
        ("enterprise", "business_licence"),
        ("organisation", "public_institution_certificate"),
    ] {
        let odd = judged(who, document, "credit_code", "91350203M0001QKT19");
        assert_eq!(odd.0, Ok(Some("91350203M0001QKT19".to_owned())));
        assert_eq!(odd.1, Some(Warning::CheckCharacter));
        let usual = judged(who, document, "credit_code", "91350100M000100Y43");
        assert_eq!(usual.1, None);
        // What is wrong is no matter of a second look.
        let short = judged(who, document, "credit_code", "91350203M0001QKT1");
        assert_eq!(short, (Err(FieldError::TooShort { min: 18 }), None));
    }
}

#[test]
fn whoever_has_a_foreign_paper_may_live_and_be_called_abroad() {
    let abroad = [("postcode", "SW1A 1AA"), ("landline", "+44 20 7946 0958")];
    for (document, _) in NUMBERS {
        for (field, text) in abroad {
            let (checked, _) = judged("person", document, field, text);
            assert_eq!(
                checked.is_ok(),
                *document != "id_card",
                "{document} {field}"
            );
        }
        for (field, text) in [("postcode", "450000"), ("landline", "0371-86694220")] {
            let (checked, _) = judged("person", document, field, text);
            assert!(checked.is_ok(), "{document} {field}");
        }
    }
    // A company does not, whatever its clerk chose before.
    for (field, text) in abroad {
        let (checked, _) = judged("enterprise", "passport", field, text);
        assert!(checked.is_err(), "{field}");
    }
}

#[test]
fn an_address_one_slip_away_from_a_common_one_is_asked_about() {
    let (checked, warning) = judged("person", "id_card", "email", "li@qq.con");
    assert_eq!(checked, Ok(Some("li@qq.con".to_owned())));
    let meant = "li@qq.com".to_owned();
    assert_eq!(warning, Some(Warning::Domain { meant }));
    assert_eq!(judged("person", "id_card", "email", "li@qq.com").1, None);
    assert_eq!(judged("person", "id_card", "email", "li@qq").1, None);
}

#[test]
fn a_character_for_private_use_is_named_wherever_text_is_typed() {
    for (who, document, field, text) in [
        ("person", "id_card", "real_name", "张\u{E863}"),
        ("person", "id_card", "address", "\u{E863}路1号"),
        ("person", "id_card", "contact_person", "\u{E863}三"),
        (
            "enterprise",
            "business_licence",
            "organisation_name",
            "\u{E863}公司",
        ),
        (
            "enterprise",
            "business_licence",
            "legal_representative",
            "李\u{E863}",
        ),
        ("person", "id_card", "email", "a@\u{E863}.com"),
    ] {
        let (checked, _) = judged(who, document, field, text);
        let reason = checked.expect_err(field);
        assert_eq!(reason, FieldError::PrivateUse { sign: 0xE863 }, "{field}");
        for language in Language::ALL {
            assert!(reason.say(language, field).contains("U+E863"), "{field}");
        }
    }
    let beyond = judged("person", "id_card", "address", "路\u{10FFFD}1号").0;
    assert_eq!(beyond, Err(FieldError::PrivateUse { sign: 0x10FFFD }));
    // The ordinary character, and rare ones of the further planes.
    for text in ["张䶮", "張𠮷", "𰻞面馆路1号"] {
        assert!(
            judged("person", "id_card", "address", text).0.is_ok(),
            "{text}"
        );
    }
}

#[test]
fn a_province_that_was_said_to_be_another_is_looked_at_again() {
    for (said, chosen, home, expected) in [
        ("inside", "41", "41", None),
        ("outside", "11", "41", None),
        ("inside", "11", "41", Some(Warning::Elsewhere)),
        ("outside", "41", "41", Some(Warning::Elsewhere)),
        ("", "41", "41", None),
        ("inside", "11", "", None),
    ] {
        let answers =
            RawAnswers::from_iter([("province_scope", said), ("region_province", chosen)]);
        let mut facts = Facts::new(chrono::NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day"));
        facts.home_province = home.to_owned();
        let scope = Scope {
            answers: &answers,
            facts: &facts,
        };
        let field = KIND.field("region_province").expect("a field");
        assert_eq!(field.warning(&scope), expected, "{said} {chosen} {home}");
    }
}
