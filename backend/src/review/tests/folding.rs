//! Names are found however they are written; and the database folds them as `domain` does.

use domain::value::comparable;
use sqlx::PgPool;

use super::{case, found, ready};

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_name_is_found_however_it_is_written(pool: PgPool) {
    let (kit, caller) = ready(pool).await;
    let names = [
        ("AAAA-2222-22", "阿依古丽·买买提"),
        ("BBBB-2222-22", "葛\u{E0100}城 大\u{FA10}"),
        ("CCCC-2222-22", "某某（集团）有限公司"),
        ("DDDD-2222-22", "Jean-Luc O’Neill"),
        ("EEEE-2222-22", "ジャン＝ポール・サルトル"),
        ("FFFF-2222-22", "WANG, XIAOMING"),
        ("GGGG-2222-22", "ʻOfa Tuʻungafasi"),
    ];
    for (reference, name) in names {
        case(&kit, reference, name, reference, "submitted", 5).await;
    }
    for (search, reference) in [
        ("阿依古丽·买买提", "AAAA-2222-22"),
        ("阿依古丽•买买提", "AAAA-2222-22"),
        ("阿依古丽・买买提", "AAAA-2222-22"),
        ("阿依古丽.买买提", "AAAA-2222-22"),
        ("阿依古丽．买买提", "AAAA-2222-22"),
        ("阿依古丽。买买提", "AAAA-2222-22"),
        ("阿依古丽˙买买提", "AAAA-2222-22"),
        ("阿依古丽买买提", "AAAA-2222-22"),
        ("丽.买", "AAAA-2222-22"),
        ("古丽˙买", "AAAA-2222-22"),
        ("葛城", "BBBB-2222-22"),
        ("葛\u{E0101}城", "BBBB-2222-22"),
        ("大塚", "BBBB-2222-22"),
        ("某某(集团)有限", "CCCC-2222-22"),
        ("某某集团有限公司", "CCCC-2222-22"),
        ("jean luc o'neill", "DDDD-2222-22"),
        ("O´Neill", "DDDD-2222-22"),
        ("ＯＮＥＩＬＬ", "DDDD-2222-22"),
        ("ｼﾞｬﾝ･ﾎﾟｰﾙ", "EEEE-2222-22"),
        ("ポール゠サルトル", "EEEE-2222-22"),
        ("Wang Xiaoming", "FFFF-2222-22"),
        ("'ofa tu'ungafasi", "GGGG-2222-22"),
    ] {
        assert_eq!(found(&kit, &caller, search).await, [reference], "{search}");
    }
    for nothing in ["·", "-'", "阿依古丽提买买"] {
        let found = found(&kit, &caller, nothing).await;
        assert!(!found.contains(&"AAAA-2222-22".to_owned()), "{nothing}");
    }
}

/// Every sign a name may be found without, asked one after another.
#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_database_overlooks_what_the_rules_overlook(pool: PgPool) {
    // All of the basic plane, the selectors, and ideographs and letters beyond.
    let planes = [
        1..=0xD7FF,
        0xE000..=0xFFFF,
        0x1_0000..=0x1_1FFF,
        0xE_0000..=0xE_1000,
    ];
    for plane in planes {
        let (first, last) = plane.into_inner();
        let by_database: Vec<i32> = sqlx::query_scalar(
            "select code from generate_series($1, $2) as code where folded('a' || chr(code) || 'b') = 'ab'",
        )
        .bind(first)
        .bind(last)
        .fetch_all(&pool)
        .await
        .unwrap();
        let by_rules: Vec<i32> = (first..=last)
            .filter(|&code| {
                let c = char::from_u32(u32::try_from(code).unwrap()).unwrap();
                comparable(&format!("a{c}b")) == "ab"
            })
            .collect();
        assert_eq!(by_database, by_rules);
    }
    for name in [
        "阿依古丽˙买买提",
        "葛\u{E0100}城 大\u{FA10}",
        "㈱例示（ＡＢＣ）",
        "ｼﾞｬﾝ＝ﾎﾟｰﾙ･ｻﾙﾄﾙ",
        "Jose\u{301} O´Neill, Jr.",
        "ÅSA Øre Ñúñez",
        "ΕΛΈΝΗ Мария",
    ] {
        let folded: String = sqlx::query_scalar("select folded($1)")
            .bind(name)
            .fetch_one(&pool)
            .await
            .unwrap();
        assert_eq!(folded, comparable(name), "{name}");
    }
}
