//! Choices, notices and the calendar, on what a demo is filled with.

use chrono::NaiveDate;
use domain::form::ChoiceSource;
use sha2::{Digest as _, Sha256};
use sqlx::PgPool;

use super::*;
use crate::demo;
use crate::ids::hex;
use crate::lists::Lists;
use crate::notice::Notice;
use crate::testing::{Kit, kit};

async fn filled(pool: PgPool) -> Kit {
    let kit = kit(pool);
    demo::seed(&kit.backend).await.unwrap();
    kit
}

async fn labels(
    kit: &Kit,
    source: ChoiceSource,
    parent: Option<&str>,
    language: Language,
) -> Vec<String> {
    let choices = kit.backend.choices(source, parent, language).await.unwrap();
    choices.into_iter().map(|choice| choice.label).collect()
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn cities_of_the_home_province_come_first_and_the_others_name_theirs(pool: PgPool) {
    let kit = filled(pool).await;
    let labels = labels(&kit, ChoiceSource::OfficeCity, None, Language::Japanese).await;
    assert_eq!(labels[..4], ["郑州市", "开封市", "洛阳市", "南阳市"]);
    assert!(
        labels[4..].contains(&"江西省 南昌市".to_owned()),
        "{labels:?}"
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn offices_are_those_of_the_city_in_the_readers_language(pool: PgPool) {
    let kit = filled(pool).await;
    let labels =
        async |parent, language| labels(&kit, ChoiceSource::Office, parent, language).await;
    assert_eq!(
        labels(Some("4102"), Language::English).await,
        ["Kaifeng Demo Office"]
    );
    assert_eq!(
        labels(Some("4102"), Language::Chinese).await,
        ["开封示范受理点"]
    );
    assert!(labels(Some(""), Language::Chinese).await.is_empty());
    assert!(labels(Some("1101"), Language::Chinese).await.is_empty());
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn regions_narrow_down_from_province_to_district(pool: PgPool) {
    let kit = kit(pool);
    let labels = async |parent| labels(&kit, ChoiceSource::Region, parent, Language::Chinese).await;
    assert!(labels(None).await.contains(&"河南省".to_owned()));
    assert!(labels(Some("41")).await.contains(&"郑州市".to_owned()));
    assert!(labels(Some("4101")).await.contains(&"金水区".to_owned()));
    assert!(labels(Some("")).await.is_empty());
    assert!(labels(Some("nowhere")).await.is_empty());
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn every_choice_offered_is_a_choice_and_others_are_not(pool: PgPool) {
    let kit = filled(pool).await;
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    for (source, parent, foreign) in [
        (ChoiceSource::Region, None, "4101"),
        (ChoiceSource::Region, Some("41"), "3601"),
        (ChoiceSource::Region, Some("4101"), "410202"),
        (ChoiceSource::Industry, None, "Z"),
        (ChoiceSource::OfficeCity, None, "1101"),
        (ChoiceSource::Office, Some("4101"), "kaifeng"),
    ] {
        let choices = kit
            .backend
            .choices(source, parent, Language::English)
            .await
            .unwrap();
        assert!(!choices.is_empty(), "{source:?} {parent:?}");
        for choice in choices {
            assert!(!choice.label.is_empty(), "{choice:?}");
            assert!(
                kit.backend
                    .is_choice(&mut conn, source, parent, &choice.value)
                    .await
                    .unwrap(),
                "{choice:?}"
            );
        }
        for value in [foreign, "", "' or true --"] {
            assert!(
                !kit.backend
                    .is_choice(&mut conn, source, parent, value)
                    .await
                    .unwrap(),
                "{source:?} {value}"
            );
        }
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_office_shows_where_to_send_papers(pool: PgPool) {
    let kit = filled(pool).await;
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let office = kit
        .backend
        .office(&mut conn, "kaifeng", Language::English)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(office.name, "Kaifeng Demo Office");
    assert!(
        office.postal_address.starts_with("475000 河南省开封市"),
        "{}",
        office.postal_address
    );
    assert_eq!(
        kit.backend
            .office(&mut conn, "atlantis", Language::English)
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        kit.backend.offices(Language::English).await.unwrap().len(),
        demo::data::OFFICES.len()
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_operator_adds_and_changes_an_office(pool: PgPool) {
    let kit = kit(pool);
    let mut office = Office {
        id: "kaifeng".to_owned(),
        city: "4102".to_owned(),
        names: [("zh-CN", "开封")].into_iter().collect(),
        postal_address: "475000 河南省开封市示例路 1 号".to_owned(),
        telephone: "0371-1".to_owned(),
        fax: String::new(),
    };
    let put = async |office: &Office| {
        let office = vec![office.clone()];
        let lists = Lists {
            office,
            ..Lists::default()
        };
        kit.backend.put_lists(&lists).await
    };
    put(&office).await.unwrap();
    office.telephone = "0371-3".to_owned();
    put(&office).await.unwrap();
    // A language without a name of its own shows another.
    let shown = kit.backend.offices(Language::English).await.unwrap();
    assert_eq!(
        (shown[0].name.as_str(), shown[0].telephone.as_str()),
        ("开封", "0371-3")
    );
    for (id, city, telephone, field) in [
        ("", "4102", "0371-1", "office_id"),
        ("new", "4102", "0371-1", "office_id"),
        ("kaifeng", "41", "0371-1", "office_city_code"),
        ("kaifeng", "9999", "0371-1", "office_city_code"),
        ("kaifeng", "4102", "call us", "office_telephone"),
    ] {
        let unfit = Office {
            id: id.to_owned(),
            city: city.to_owned(),
            telephone: telephone.to_owned(),
            ..office.clone()
        };
        let refused = put(&unfit).await.unwrap_err().to_string();
        assert!(
            refused.starts_with(&format!("office {id}: {field}: ")),
            "{refused}"
        );
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_calendar_knows_holidays_and_worked_weekends(pool: PgPool) {
    let kit = filled(pool).await;
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let calendar = kit.backend.calendar(&mut conn).await.unwrap();
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    assert!(!calendar.is_working_day(day(10, 1)));
    assert!(
        calendar.is_working_day(day(10, 10)),
        "a Saturday that is worked"
    );
    assert!(!calendar.is_working_day(day(11, 22)), "a Sunday");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_notice_is_hashed_as_it_is_read(pool: PgPool) {
    let kit = filled(pool).await;
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    for language in Language::ALL {
        let terms = kit
            .backend
            .terms(&mut conn, "registration-notice", language)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(terms.version, 1);
        assert_eq!(terms.sha256, hex(&Sha256::digest(&terms.text)));
        assert_eq!(terms.sha256.len(), 64);
        assert!(terms.text.contains("\n\n"));
    }
    assert_eq!(
        kit.backend
            .terms(&mut conn, "unheard-of", Language::English)
            .await
            .unwrap(),
        None
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_changed_notice_is_a_new_version_and_an_unchanged_one_is_not(pool: PgPool) {
    let kit = filled(pool).await;
    let texts = |text: &str| {
        Language::ALL
            .iter()
            .map(|language| (language.tag(), text))
            .collect::<Texts>()
    };
    let mut notice = Notice {
        title: texts("title"),
        text: texts("one\n\ntwo"),
    };
    let publish = async |notice: &Notice| {
        let notice = [("registration-notice".to_owned(), notice.clone())].into();
        let lists = Lists {
            notice,
            ..Lists::default()
        };
        let written = kit.backend.put_lists(&lists).await;
        written.map(|written| written.notices[0].1)
    };
    assert_eq!(publish(&notice).await.unwrap(), 2);
    assert_eq!(publish(&notice).await.unwrap(), 2);
    notice.text = texts("one\n\nthree");
    assert_eq!(publish(&notice).await.unwrap(), 3);
    notice.text.0.remove("ja");
    let refused = publish(&notice).await.unwrap_err().to_string();
    assert!(refused.contains("notice_text_ja"), "{refused}");
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let terms = kit
        .backend
        .terms(&mut conn, "registration-notice", Language::Japanese)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((terms.version, terms.text.as_str()), (3, "one\n\nthree"));
}
