//! Slots for pictures: which of several attempts counts, and what a picture says in the fields.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::TimeDelta;
use domain::application::view::{DraftView, StepAction, Target};
use domain::document::PictureError;
use domain::map::Map;
use domain::review::{Decision, Finding};
use futures::StreamExt as _;
use object_store::ObjectStore as _;
use object_store::memory::InMemory;
use sqlx::PgPool;

use super::applicant::{BASIC, Browser, go, officer, posted, ready};
use crate::Error;
use crate::application::open::Lock;
use crate::blob::Blobs;
use crate::reader::{DocumentSide, ReaderError, Reading, TextReader};
use crate::testing::Kit;

/// Reads on every portrait what it is told.
#[derive(Default)]
struct Told(Mutex<Map<String, String>>);

impl Told {
    fn say(&self, fields: &[(&str, &str)]) {
        *self.0.lock().unwrap() = posted(fields);
    }
}

#[async_trait]
impl TextReader for Told {
    async fn read(&self, side: DocumentSide, _jpeg: &[u8]) -> Result<Reading, ReaderError> {
        let fields = match side {
            DocumentSide::IdPortrait => self.0.lock().unwrap().clone(),
            _ => Map::new(),
        };
        Ok(Reading { fields })
    }
}

async fn reading(pool: PgPool) -> (Kit, Arc<Told>, Arc<InMemory>) {
    let mut kit = ready(pool).await;
    let (told, files) = (Arc::<Told>::default(), Arc::new(InMemory::new()));
    kit.backend.reader = Arc::clone(&told) as Arc<dyn TextReader>;
    kit.backend.blobs = Blobs::new(files.clone());
    (kit, told, files)
}

const LIN: &[(&str, &str)] = &[
    ("real_name", "林晓安"),
    ("id_number", "11010519491231002X"),
    ("address", "河南省郑州市金水区花园路1号"),
];

const WANG: &[(&str, &str)] = &[
    ("real_name", "王伟"),
    ("id_number", "440524188001010014"),
    ("address", "北京市朝阳区文化路1号"),
];

async fn begun<'a>(kit: &'a Kit, name: &str) -> Browser<'a> {
    let mut browser = Browser::new(kit);
    let basic = [BASIC, &[("user_name", name)]].concat();
    assert_eq!(browser.save("basic", &basic).await, go("documents"));
    browser
}

async fn draft(browser: &Browser<'_>) -> DraftView {
    let caller = browser.caller().await;
    let draft = browser.kit.backend.draft(&caller, &Target::Newcomer).await;
    draft.unwrap()
}

/// The fields a portrait fills in, as they stand.
async fn fields(browser: &Browser<'_>) -> String {
    let draft = draft(browser).await;
    let fields = [
        "real_name",
        "id_number",
        "address",
        "region_province",
        "region_city",
        "region_district",
    ];
    fields
        .map(|field| draft.answers.get(field).to_owned())
        .join("|")
}

async fn type_in(browser: &mut Browser<'_>, field: &str, text: &str) {
    let caller = browser.caller().await;
    let saved = browser
        .kit
        .backend
        .save_field(&caller, &Target::Newcomer, field, text);
    browser.take(saved.await.unwrap());
}

async fn put(browser: &mut Browser<'_>, told: &Told, says: &[(&str, &str)]) -> Vec<String> {
    told.say(says);
    let stored = browser.try_upload("portrait", None).await.unwrap();
    crate::job_list::run_due(&browser.kit.backend).await;
    stored.emptied.into_keys().collect()
}

async fn remove(browser: &Browser<'_>, attempt: Option<i64>) -> Result<Vec<String>, Error> {
    let caller = browser.caller().await;
    let attempt = attempt.and_then(domain::document::Attempt::of);
    let backend = &browser.kit.backend;
    let emptied = backend
        .remove_picture(&caller, &Target::Newcomer, "portrait", attempt)
        .await?;
    Ok(emptied.into_keys().collect())
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_was_read_comes_and_goes_with_its_picture_and_what_was_typed_stays(pool: PgPool) {
    let (kit, told, _) = reading(pool).await;
    let mut browser = begun(&kit, "lin.xiao").await;
    type_in(&mut browser, "real_name", "司马光").await;
    assert!(put(&mut browser, &told, LIN).await.is_empty());
    let of_lin = "司马光|11010519491231002X|河南省郑州市金水区花园路1号|41|4101|410105";
    assert_eq!(fields(&browser).await, of_lin);
    let sources: Vec<String> = draft(&browser).await.sources.into_keys().collect();
    let read = [
        "address",
        "id_number",
        "region_city",
        "region_district",
        "region_province",
    ];
    assert_eq!(sources, read);

    let emptied = put(&mut browser, &told, WANG).await;
    assert_eq!(emptied, read);
    let of_wang = "司马光|440524188001010014|北京市朝阳区文化路1号|11|1101|110105";
    assert_eq!(fields(&browser).await, of_wang);

    // Nothing is read from the next one.
    put(&mut browser, &told, &[]).await;
    assert_eq!(fields(&browser).await, "司马光|||||");

    put(&mut browser, &told, LIN).await;
    assert_eq!(fields(&browser).await, of_lin);
    type_in(&mut browser, "address", "金水区花园路2号").await;
    assert_eq!(remove(&browser, None).await.unwrap().len(), 4);
    assert_eq!(fields(&browser).await, "司马光||金水区花园路2号|||");
    assert!(draft(&browser).await.sources.is_empty());
    // As another page is told of it.
    let caller = browser.caller().await;
    let slot = kit.backend.slot(&caller, &Target::Newcomer, "portrait");
    let slot = slot.await.unwrap();
    assert!(slot.picture.is_none() && slot.read.is_empty());
    assert!(slot.blank.contains("id_number") && !slot.blank.contains("address"));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_field_that_was_emptied_is_filled_again_by_the_next_picture(pool: PgPool) {
    let (kit, told, _) = reading(pool).await;
    let mut browser = begun(&kit, "lin.xiao").await;
    put(&mut browser, &told, LIN).await;
    type_in(&mut browser, "id_number", "").await;
    type_in(&mut browser, "real_name", "").await;
    assert!(fields(&browser).await.starts_with("||河南省"));
    put(&mut browser, &told, WANG).await;
    assert!(
        fields(&browser)
            .await
            .starts_with("王伟|440524188001010014|北京市")
    );
    assert!(draft(&browser).await.sources.contains_key("real_name"));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_region_somebody_chose_within_is_theirs_and_no_other_is_put_into_it(pool: PgPool) {
    let (kit, told, _) = reading(pool).await;
    let mut browser = begun(&kit, "lin.xiao").await;
    put(&mut browser, &told, LIN).await;
    type_in(&mut browser, "region_city", "4102").await;
    type_in(&mut browser, "region_district", "").await;
    put(&mut browser, &told, WANG).await;
    assert!(fields(&browser).await.ends_with("朝阳区文化路1号|41|4102|"));
    let draft = draft(&browser).await;
    assert!(!draft.sources.contains_key("region_province"));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_was_sent_and_may_not_be_changed_does_not_go_with_its_picture(pool: PgPool) {
    let (kit, told, _) = reading(pool).await;
    let mut browser = Browser::new(&kit);
    browser.fill_in("lin.xiao").await;
    type_in(&mut browser, "id_number", "").await;
    put(&mut browser, &told, LIN).await;
    assert!(draft(&browser).await.sources.contains_key("id_number"));
    let reference = browser.submit().await.unwrap();
    let officer = officer(&kit, "zhengzhou-centre").await;
    kit.backend.claim(&officer, &reference).await.unwrap();
    let flagged = |item: &str, reason: &str| Finding {
        item: item.to_owned(),
        reason: reason.to_owned(),
        instruction: String::new(),
    };
    let returned = Decision::Return {
        reason: "see below".to_owned(),
        findings: vec![
            flagged("portrait", "glare"),
            flagged("region_district", "wrong"),
        ],
    };
    kit.backend
        .decide(&officer, &reference, 1, returned)
        .await
        .unwrap();
    let before = fields(&browser).await;
    put(&mut browser, &told, WANG).await;
    assert_eq!(fields(&browser).await, before);
    let caller = browser.caller().await;
    let place = Target::Reference(reference);
    let saved = kit
        .backend
        .save_correction(&caller, &place, posted(&[]), StepAction::Next)
        .await;
    assert_eq!(saved.unwrap(), go("confirm"));
}

async fn files(store: &InMemory) -> usize {
    store.list(None).count().await
}

fn is_superseded<T: std::fmt::Debug>(result: &Result<T, Error>) -> bool {
    matches!(result, Err(Error::Picture(PictureError::Superseded)))
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_attempt_that_was_overtaken_changes_nothing_and_leaves_no_file(pool: PgPool) {
    let (kit, _, store) = reading(pool).await;
    let mut browser = begun(&kit, "lin.xiao").await;
    let second = browser.try_upload("portrait", Some(20)).await.unwrap();
    let first = browser.try_upload("portrait", Some(10)).await;
    assert!(is_superseded(&first), "{first:?}");
    let kept = draft(&browser).await.pictures["portrait"].clone();
    assert_eq!((kept.id, kept.attempt.number()), (second.picture.id, 20));
    assert_eq!(files(&store).await, 1);

    // Taken away while a third one was on its way.
    let early = remove(&browser, Some(15)).await;
    assert!(is_superseded(&early), "{early:?}");
    remove(&browser, Some(40)).await.unwrap();
    let third = browser.try_upload("portrait", Some(30)).await;
    assert!(is_superseded(&third), "{third:?}");
    assert!(draft(&browser).await.pictures.is_empty());
    let caller = browser.caller().await;
    let slot = kit
        .backend
        .slot(&caller, &Target::Newcomer, "portrait")
        .await
        .unwrap();
    assert_eq!((slot.picture, slot.attempt.number()), (None, 40));

    // Broken off: what was there stays, what was on its way is refused.
    let stays = browser.try_upload("portrait", Some(50)).await.unwrap();
    let broken_off = domain::document::Attempt::of(70).unwrap();
    kit.backend
        .overtake(&caller, &Target::Newcomer, "portrait", broken_off)
        .await
        .unwrap();
    let late = browser.try_upload("portrait", Some(60)).await;
    assert!(is_superseded(&late), "{late:?}");
    let kept = draft(&browser).await.pictures["portrait"].clone();
    assert_eq!((kept.id, kept.attempt.number()), (stays.picture.id, 70));
    remove(&browser, None).await.unwrap();

    // Another slot, and a page without scripts, which sends no number.
    browser.try_upload("emblem", Some(30)).await.unwrap();
    let plain = browser.try_upload("portrait", None).await.unwrap();
    assert!(plain.picture.attempt.number() > 40);
    remove(&browser, None).await.unwrap();
    assert!(!draft(&browser).await.pictures.contains_key("portrait"));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn of_attempts_that_arrive_at_once_the_newest_stays_whatever_their_order(pool: PgPool) {
    let (kit, _, store) = reading(pool).await;
    let mut browser = begun(&kit, "lin.xiao").await;
    browser.try_upload("portrait", Some(1)).await.unwrap();
    let caller = browser.caller().await;
    let tries = [7, 3, 9, 5, 8, 2].map(|number| {
        let attempt = domain::document::Attempt::of(number);
        let photo = super::applicant::photo();
        kit.backend
            .store_picture(&caller, &Target::Newcomer, "portrait", attempt, photo)
    });
    let ended = futures::future::join_all(tries).await;
    let kept = ended.iter().filter(|stored| stored.is_ok()).count();
    assert!(ended.iter().filter(|stored| is_superseded(stored)).count() + kept == 6);
    assert_eq!(
        draft(&browser).await.pictures["portrait"].attempt.number(),
        9
    );
    // Those that were current for a moment are gone.
    assert_eq!(files(&store).await, 1);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_process_that_dies_before_it_deletes_a_file_leaves_that_to_a_job(pool: PgPool) {
    let (kit, _, files) = reading(pool).await;
    let kept = async || files.list(None).count().await;
    let jobs = async || -> i64 {
        sqlx::query_scalar("select count(*) from job where name = 'delete_pictures'")
            .fetch_one(&kit.backend.pool)
            .await
            .unwrap()
    };
    let mut browser = Browser::new(&kit);
    browser.upload("portrait").await;
    browser.upload("portrait").await;
    assert_eq!(
        (kept().await, jobs().await),
        (1, 0),
        "done, and no job left"
    );
    let caller = browser.caller().await;
    let mut tx = kit.backend.pool.begin().await.unwrap();
    let opened = kit
        .backend
        .open(&mut tx, &caller, &Target::Newcomer, Lock::ForUpdate);
    let mut opened = opened.await.unwrap().unwrap();
    let cleared = kit.backend.clear_slot(&mut tx, &mut opened, "portrait");
    let gone = cleared.await.unwrap();
    tx.commit().await.unwrap();
    // Here it dies.
    drop(gone);
    assert_eq!((kept().await, jobs().await), (1, 1));
    kit.clock.advance(TimeDelta::minutes(1));
    crate::job_list::run_due(&kit.backend).await;
    assert_eq!((kept().await, jobs().await), (0, 0));
}
