//! Pages by way of the whole router.

use backend::pool::MIGRATOR;
use domain::text::{Language, say};
use http::StatusCode;
use sqlx::PgPool;

use crate::stage::{SCRIPTS, Stage, get};

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_unknown_address_is_a_whole_page_that_says_not_found(pool: PgPool) {
    let stage = Stage::new(pool);
    let long = format!("/{}", "nothing".repeat(100));
    for path in [
        "/nothing/here",
        &long,
        "/api/nothing",
        "/pkg/nothing.js",
        "/%2e%2e/%2e%2e/etc/passwd",
    ] {
        let page = stage.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(
            page.header("content-type").starts_with("text/html"),
            "{path}"
        );
        assert!(page.text().contains("<main"), "{path}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_page_comes_in_the_language_the_browser_asks_for(pool: PgPool) {
    let stage = Stage::new(pool);
    let asked = [
        ("zh-CN", "zh-CN"),
        ("ja", "ja"),
        ("ja-JP", "ja"),
        ("en-US,en;q=0.9", "en"),
        ("en", "en"),
        // One that is not spoken here: the first of those that are.
        ("fr-FR", "zh-CN"),
    ];
    for (tag, spoken) in asked {
        let mut request = get("/");
        request
            .headers_mut()
            .insert("accept-language", tag.parse().unwrap());
        let page = stage.send(request).await.text();
        assert!(page.contains(&format!("<html lang=\"{spoken}\"")), "{tag}");
    }
}

/// What leptos_meta puts into the head is asked for when the rest of the page is made, by whatever
/// thread is free.
#[sqlx::test(migrator = "MIGRATOR")]
async fn pages_that_are_made_at_the_same_time_have_their_own_titles(pool: PgPool) {
    let stage = Stage::new(pool);
    let visits = (0..20).flat_map(|_| Language::ALL).map(|language| {
        let mut request = get("/status");
        let languages = request.headers_mut();
        languages.insert("accept-language", language.tag().parse().unwrap());
        let answer = stage.send(request);
        async move { (answer.await, say(language, "status.look_up.title")) }
    });
    for (page, title) in futures::future::join_all(visits).await {
        assert_eq!(page.status, StatusCode::OK);
        let text = page.text();
        let found = text.split("<title>").nth(1).unwrap_or_default();
        let found = found.split("</title>").next().unwrap_or_default();
        assert_eq!(found, title);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn choices_may_be_cached_and_an_unknown_list_is_not_found(pool: PgPool) {
    let stage = Stage::new(pool);
    let list = stage.get("/api/choices/region?language=en").await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.text());
    assert_eq!(list.header("cache-control"), "public, max-age=3600");
    assert!(list.json()[0]["value"].is_string());
    // What administrators close or retire is gone at once.
    let list = stage.get("/api/choices/industry?language=en").await;
    assert_eq!(list.header("cache-control"), "public, no-cache");
    assert_eq!(
        stage.get("/api/choices/nothing").await.status,
        StatusCode::NOT_FOUND
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn somebody_elses_document_and_none_at_all_look_the_same(pool: PgPool) {
    let stage = Stage::new(pool);
    for id in ["00000000-0000-7000-8000-000000000000", "1", "%00", "..%2Fx"] {
        let answer = stage.get(&format!("/api/documents/{id}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn pages_load_scripts_as_soon_as_there_are_some_and_a_demo_says_so_before(pool: PgPool) {
    let demo = Stage::new(pool.clone());
    let script = format!("{}/pkg/scripts.json", demo.portal.options.site_root);
    std::fs::remove_file(&script).unwrap();
    for language in Language::ALL {
        let mut request = get("/register/basic");
        let languages = request.headers_mut();
        languages.insert("accept-language", language.tag().parse().unwrap());
        let page = demo.send(request).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.text()
                .contains(&say(language, "layout.scripts_coming"))
        );
        assert!(!page.text().contains("docket.js"));
        assert!(page.text().contains("<form"));
        // What stands there for browsers without JavaScript stands there for all.
        assert!(page.text().contains("<html lang=\"") && page.text().contains("data-plain"));
        let (shown, _) = page
            .text()
            .split_once("<noscript>")
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .unwrap();
        assert!(shown.contains("data-action=\"refresh\""));
    }
    // Built while it serves.
    std::fs::write(&script, SCRIPTS).unwrap();
    let page = demo.get("/").await;
    assert!(page.text().contains("/pkg/build/docket.js"));
    assert!(!page.text().contains("data-scripts") && !page.text().contains("data-plain"));
    // Applicants of a real portal need not know how it is built.
    let real = Stage::new(pool).with(|settings| settings.demo = false);
    let script = format!("{}/pkg/scripts.json", real.portal.options.site_root);
    std::fs::remove_file(&script).unwrap();
    let page = real.get("/").await;
    assert!(!page.text().contains("docket.js"));
    assert!(!page.text().contains("data-scripts"));
}

/// Many at once, so that threads change between requests while a page is drawn.
#[sqlx::test(migrator = "MIGRATOR")]
async fn every_page_asks_early_for_its_code_and_its_texts(pool: PgPool) {
    let stage = std::sync::Arc::new(Stage::new(pool));
    let all = (0..60).map(|at| {
        let stage = stage.clone();
        tokio::spawn(async move {
            let (path, bundle) = match at % 4 {
                0 => ("/register/basic", "drafting_parts"),
                1 => ("/status", "following_parts"),
                // The app sends its form by itself.
                2 => ("/sign-in", "none"),
                _ => ("/", "none"),
            };
            (path, bundle, stage.get(path).await)
        })
    });
    for asked in futures::future::join_all(all).await {
        let (path, bundle, page) = asked.unwrap();
        let text = page.text();
        let (head, _) = text.split_once("</head>").unwrap();
        let preloads = |file: &str| head.matches(&format!("href=\"/pkg/build/{file}\"")).count();
        for file in ["docket.js", "docket.wasm", "texts.zh-CN.everyone.json"] {
            assert_eq!(preloads(file), 1, "{file} on {path}");
        }
        for module in ["drafting_parts", "following_parts", "sign_in_parts"] {
            let asked = preloads(&format!("{module}.bin"));
            assert_eq!(asked, usize::from(module == bundle), "{module} on {path}");
        }
        assert_eq!(preloads("texts.zh-CN.staff.json"), 0);
    }
    let staff = stage.get("/staff/sign-in").await;
    assert!(staff.text().contains("/pkg/build/texts.zh-CN.staff.json"));
}
